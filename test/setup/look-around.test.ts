import { describe, expect, it } from 'vitest'
import { gitHubRepository } from '../../src/setup/github-repository.ts'
import { findPromptFiles } from '../../src/setup/prompt-files.ts'
import { findPromptfooConfig } from '../../src/setup/promptfoo-config.ts'
import { guessProvider } from '../../src/setup/provider-choice.ts'
import { shownCommand } from '../../src/setup/shown-command.ts'
import { findToolFiles, toolsFor } from '../../src/setup/tool-files.ts'

function surroundingsOf(files: Readonly<Record<string, string>>, folder = '') {
  const paths = Object.keys(files)
  const tree = {
    label: 'working tree',
    read: async (path: string) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    list: async () => paths,
  }
  return { folder, paths, tree }
}

describe('looking around', () => {
  it('finds prompts, the likeliest first, and leaves out what is none', async () => {
    const found = await findPromptFiles(
      surroundingsOf({
        'README.md': '',
        'prompts/README.md': '',
        'prompts/settings.yaml': 'a: 1',
        'prompts/chat.yaml': 'messages: [{ role: user, content: Hi }]',
        'prompts/triage.md': '',
        'src/reply.prompt.yml': '[{ role: user, content: Hi }]',
        'src/system_prompt.txt': '',
        'src/prompt.ts': '',
        '.github/prompts/help.prompt.md': '',
        'node_modules/x/prompts/a.md': '',
        'evals/prompts/a.md': '',
      }),
    )
    expect(found).toEqual([
      'src/reply.prompt.yml',
      'prompts/chat.yaml',
      'prompts/triage.md',
      'src/system_prompt.txt',
      '.github/prompts/help.prompt.md',
    ])
  })

  it('finds tool definitions in the forms that suites read, and those that belong to a prompt', async () => {
    const files = await findToolFiles(
      surroundingsOf({
        'tools/mcp.json': '{ "tools": [{ "name": "a", "inputSchema": {} }] }',
        'tools/reply.json': '[{ "type": "function", "function": { "name": "b", "parameters": {} } }]',
        'tools/settings.json': '{ "tools": ["hammer"] }',
        'tools/broken.json': '{',
      }),
    )
    expect(files).toEqual([
      { path: 'tools/mcp.json', tools: ['a'] },
      { path: 'tools/reply.json', tools: ['b'] },
    ])
    expect(toolsFor('prompts/reply.prompt.yml', files)?.path).toBe('tools/reply.json')
    expect(toolsFor('prompts/other.md', files)).toBeUndefined()
  })

  it('guesses the provider by the prompt, then the keys, then the packages', async () => {
    const manifest = surroundingsOf({ 'requirements.txt': 'anthropic>=0.40\n' })
    const kind = async (model: string | undefined, environment: Record<string, string>, where = manifest) =>
      (
        await guessProvider(
          model === undefined ? undefined : { id: model, by: 'the prompt' },
          environment,
          where,
        )
      ).kind
    expect(await kind('google/gemini-x', { OPENAI_API_KEY: 'k' })).toBe('google')
    expect(await kind(undefined, { GEMINI_API_KEY: 'k' })).toBe('google')
    expect(await kind(undefined, {})).toBe('anthropic')
    expect(await kind(undefined, {}, surroundingsOf({ 'package.json': '{"name":"openai-fan"}' }))).toBe(
      'openai',
    )
  })

  it.each([
    ['openai:gpt-4o-mini', 'openai/gpt-4o-mini'],
    ['{ id: "openai:responses:gpt-5-mini", config: { temperature: 0 } }', 'openai/gpt-5-mini'],
    ['anthropic:messages:claude-haiku-4-5', 'anthropic/claude-haiku-4-5'],
    ['bedrock:amazon.nova-lite-v1:0', 'bedrock/amazon.nova-lite-v1:0'],
    ['file://own.js, google:gemini-2.5-flash', 'google/gemini-2.5-flash'],
    ['{ "openai:gpt-4o": { id: other } }, 7, null', undefined],
  ])('reads the model of a promptfoo configuration from %s', async (providers, model) => {
    const read = (text: string) => findPromptfooConfig(surroundingsOf({ 'promptfooconfig.yaml': text }))
    expect((await read(`prompts: [Hi]\nproviders: [${providers}]\n`))?.model).toBe(model)
    expect((await read('prompts: [Hi]\nproviders: openai:gpt-4o\n'))?.model).toBe('openai/gpt-4o')
    expect(await read('prompts: [Hi]\n')).not.toHaveProperty('model')
  })

  it('calls the command as the package manager does', () => {
    expect(shownCommand(['{}'], ['yarn.lock'])).toBe('noisefloor')
    expect(shownCommand(['{"devDependencies":{"noisefloor":"1"}}'], ['yarn.lock'])).toBe('yarn noisefloor')
    expect(shownCommand(['{"devDependencies":{"noisefloor":"1"}}'], [])).toBe('npx --no noisefloor')
  })

  it.each([
    ['git@github.com:acme/shop.git', { owner: 'acme', repo: 'shop' }],
    ['https://github.com/acme/shop', { owner: 'acme', repo: 'shop' }],
    ['https://gitlab.com/acme/shop', undefined],
    [undefined, undefined],
  ])('reads the repository from %s', (origin, repository) => {
    expect(gitHubRepository({}, origin)).toEqual(repository)
  })
})
