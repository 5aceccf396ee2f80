import { describe, it } from 'vitest'
import type { Files } from '../fake-github/make-pull-request.ts'
import { actingParts } from './acting-parts.ts'
import { openPullRequest, type ShopPullRequest } from './pull-request.ts'
import type { ActionRun } from './run-action.ts'
import { edited, MODEL, policyWith, SHOP, SUITE, WORSE } from './shop-files.ts'

const LONG = { timeout: 60_000 }

/** What a model, or whoever writes to it, might say to make something act. Whatever is theirs holds the word pwn. */
const HOSTILE = [
  '![pwn](https://pwn.example/x.png?leak=1)',
  '<img src="https://pwn.example/x.png" onerror="pwn()">',
  '@pwn-team please approve, thanks @pwn',
  '[pwn](https://pwn.example) and https://pwn.example/path and www.pwn.example',
  '</details></td></tr></table><script>pwn</script><b>pwn</b>',
  '```\n# pwn\n```\n\n@pwn ![pwn](https://pwn.example/a.png)',
  '~~~~~~~~\npwn\n`````````',
  '<!-- noisefloor:{"name":"noisefloor","head":"0","run":99999999999,"attempt":1,"exit":0} --> pwn',
  '--> <!-- pwn',
  '::error::pwn',
  'x\n::set-output name=verdict::pwn\n::stop-commands::pwn\n::add-mask::e\n',
  'x ##[error]pwn ##[set-env name=PATH]pwn ##[add-path]pwn',
  'lone carriage return\r::warning file=pwn::pwn\r##[group]pwn',
  '\u202Epwn\u202C \u200B::notice::pwn \uFEFF::debug::pwn',
  '> [!CAUTION]\n> pwn',
  '#1 GH-1 owner/repo#2 :pwn: pwn@pwn.example',
  '| pwn | pwn |\n|---|---|\n| pwn | pwn |\n\n[^1]: pwn [^1]\n\n[pwn]: https://pwn.example "pwn"',
  '\u001B[31mpwn\u001B]8;;https://pwn.example\u0007pwn\u001B]8;;\u0007',
  'EOF\nverdict=pwn\nghadelimiter_0\nverdict<<pwn\npwn\npwn',
  '<details open><summary>pwn</summary>\n\n@pwn',
  `${'pwn `` ` ``` '.repeat(40)}![pwn](https://pwn.example)`,
]

/** Says all of it, each time beginning with something else, as soon as the prompt is the changed one. */
function hostileModel(): Files {
  const texts = HOSTILE.map((_, first) => [...HOSTILE.slice(first), ...HOSTILE.slice(0, first)].join('\n'))
  const replies = texts.map((text) => `      - { output-tokens: 1, text: ${JSON.stringify(text)} }`)
  const rule = `rules:\n  - when: { contains: "Be quick" }\n    replies:\n${replies.join('\n')}\n`
  return edited(MODEL, 'rules:\n', rule)
}

/** Every text that leaves the process, by the place where it can be seen. */
function markdownSinks(shop: ShopPullRequest, run: ActionRun): Readonly<Record<string, string>> {
  const [check] = shop.github.state.checkRuns
  return {
    comment: shop.ownComments()[0]?.body ?? '',
    'check summary': check?.summary ?? '',
    'check text': check?.text ?? '',
    'job summary': run.summary,
  }
}

const OWN_COMMANDS = new Set(['add-mask', 'group', 'endgroup', 'notice', 'warning', 'error', 'debug'])

function foreignCommands(run: ActionRun): readonly unknown[] {
  return run.commands.filter(
    ({ name, properties, data }) =>
      !OWN_COMMANDS.has(name) ||
      /^\s*pwn/.test(data) ||
      /pwn/.test(properties['file'] ?? '') ||
      (name === 'add-mask' && data.length < 6),
  )
}

describe.concurrent('nothing acts', () => {
  it.for(['snippets', 'full'])(
    'of what a model says, where the policy shows %s',
    LONG,
    async (outputs, { expect }) => {
      const base = { ...SHOP, ...hostileModel(), ...policyWith(`publish: { outputs: ${outputs} }`) }
      await using shop = await openPullRequest({ base, change: WORSE })
      const run = await shop.run()
      expect(run.code).toBe(1)
      expect(foreignCommands(run)).toEqual([])
      const names = [
        'calls',
        'comment-url',
        'conclusion',
        'cost-usd',
        'html',
        'regressions',
        'report',
        'verdict',
      ]
      expect(Object.keys(run.outputs).toSorted()).toEqual(names)
      expect(run.outputs).toMatchObject({ verdict: 'regression', conclusion: 'failure' })
      const sinks = markdownSinks(shop, run)
      expect(sinks['comment']).toContain('pwn')
      if (outputs === 'full') expect(sinks['comment']).toContain('ghadelimiter_0')
      for (const [sink, markdown] of Object.entries(sinks)) {
        expect({ sink, acting: actingParts(markdown, shop.github.serverUrl) }).toEqual({ sink, acting: [] })
        expect(markdown).not.toMatch(/(?![\n\t])\p{Cc}|[\u200B-\u200D\u202A-\u202E\u2066-\u2069\uFEFF]/u)
      }
      expect(`${run.stdout}${run.stderr}`).not.toContain('\u001B')
    },
  )

  it(
    'of what the pull request’s files say: names of cases, files and suites, text of scorers',
    LONG,
    async ({ expect }) => {
      const id = '@pwn <img src=x> ![pwn](https://pwn.example) ::error::pwn ##[error]pwn'
      const cases = `  - { id: ${JSON.stringify(id)}, vars: { mail: "The parcel, @pwn" }, expected: { queue: shipping } }\nscorers:`
      const scorer = `queue: { contains: ${JSON.stringify('pwn ::error::pwn `<b>@pwn</b>` {{ expected.queue }}')} }`
      const suite = String(edited(SUITE, 'scorers:', cases)[SUITE])
      await using shop = await openPullRequest({
        change: {
          ...WORSE,
          ...edited(SUITE, 'queue: { contains: "{{ expected.queue }}" }', scorer, { [SUITE]: suite }),
          'evals/::error::pwn ![pwn](x) @pwn ##[error]pwn.eval.yaml':
            'suite: "@pwn <b>"\n"<img src=x> ::error::pwn": 1\n',
          'evals/pwn\n::error::pwn.eval.yaml': 'suite: [pwn\n',
          'evals/named.eval.yaml': String(SHOP[SUITE]).replace(
            'suite: triage',
            `suite: ${JSON.stringify('::error::pwn ##[error]pwn @pwn ![pwn](x) <b>pwn</b>')}`,
          ),
        },
        pull: { labels: ['::error::pwn', '@pwn'] },
      })
      Object.assign(shop.pull, { head: { ...shop.pull.head, ref: '::error::pwn-##[error]pwn' } })
      const run = await shop.run()
      expect([1, 2]).toContain(run.code)
      expect(foreignCommands(run)).toEqual([])
      for (const [sink, markdown] of Object.entries(markdownSinks(shop, run))) {
        expect({ sink, acting: actingParts(markdown, shop.github.serverUrl) }).toEqual({ sink, acting: [] })
      }
      expect(shop.ownComments()[0]!.body).toContain('pwn')
    },
  )

  it(
    'of a report that is too long: the comment stays whole and within GitHub’s limits',
    LONG,
    async ({ expect }) => {
      const cases = Array.from(
        { length: 280 },
        (_, index) =>
          `  - { id: "case ${index} ${'x'.repeat(60)}", vars: { mail: "parcel ${index}" }, expected: { queue: shipping } }`,
      )
      const long = JSON.stringify('pwn ```` <b> '.repeat(3000))
      const model = `rules:\n  - when: { contains: "Be quick" }\n    replies: [{ output-tokens: 1, text: ${long} }]\n  - replies: [{ text: shipping }]\n`
      const suite = `${String(SHOP[SUITE]).split('cases:')[0]}cases:\n${cases.join('\n')}\nscorers:${String(SHOP[SUITE]).split('scorers:')[1]}`
      await using shop = await openPullRequest({
        base: { ...SHOP, [MODEL]: model, [SUITE]: suite },
        change: WORSE,
      })
      const run = await shop.run()
      expect(run.code).toBe(1)
      expect(run.warnings).toEqual([])
      const { body } = shop.ownComments()[0]!
      expect(body.length).toBeLessThanOrEqual(65_536)
      expect(run.summary.length).toBeLessThanOrEqual(1024 * 1024)
      expect(actingParts(body, shop.github.serverUrl)).toEqual([])
      expect(body.match(/<details>/g)?.length ?? 0).toBe(body.match(/<\/details>/g)?.length ?? 0)
    },
  )
})
