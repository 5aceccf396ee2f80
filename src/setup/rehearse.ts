import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileTree } from '../boundary/file-tree.ts'
import { runProcess } from '../boundary/run-process.ts'
import type { World } from '../boundary/world.ts'
import { gitEnvironment } from '../change/git-command.ts'
import { openRepository } from '../change/repository.ts'
import { selectSides } from '../change/sides.ts'
import { runGate } from '../gate.ts'
import type { Report } from '../report/report.ts'
import type { RunProgress } from '../report/run-progress.ts'
import type { Suite } from '../suite/suite.ts'
import { applyCarelessChange } from './careless-change.ts'
import type { Starter } from './starter.ts'
import { simulationFile, starterPolicy } from './starter-policy.ts'
import { starterSimulation } from './starter-simulation.ts'

/**
 * Gates the careless change of a starter's prompt, offline: a repository is made elsewhere from the files of its suite, once as they are and
 * once changed, and taken away again.
 *
 * @param tree has the files of the suite
 */
export async function rehearse(
  starter: Starter,
  suite: Suite,
  tree: FileTree,
  world: World,
  onProgress: (progress: RunProgress) => void,
): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'noisefloor-init-'))
  try {
    const git = gitIn(directory, world)
    for (const path of suite.files) await put(directory, path, (await tree.read(path)) ?? new Uint8Array())
    const policy = { ...starter, policyFile: 'noisefloor.yaml' }
    await put(directory, 'noisefloor.yaml', starterPolicy(policy))
    await put(directory, simulationFile(starter), starterSimulation(starter))
    await git('init', '--quiet', '--initial-branch=main', '--template=')
    await git('add', '--all', '--force')
    await git('commit', '--quiet', '--message=As it is')
    await git('checkout', '--quiet', '-b', 'careless')
    const { file } = starter.careless
    const text = Buffer.from((await tree.read(file)) ?? '').toString('utf8')
    await put(directory, file, applyCarelessChange(text, starter.careless))
    await git('commit', '--quiet', '--all', '--message=Careless')
    return await gate(starter, suite.name, { ...world, directory }, onProgress)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function gate(
  { simulated }: Starter,
  suite: string,
  world: World,
  onProgress: (progress: RunProgress) => void,
): Promise<Report> {
  const repository = await openRepository(world.directory, runProcess, { environment: world.environment })
  try {
    const sides = await selectSides(repository, { base: 'main', head: 'careless' })
    return await runGate(
      sides,
      {
        config: 'noisefloor.yaml',
        suites: [suite],
        cases: [],
        model: simulated,
        out: '.noisefloor',
        seed: undefined,
        offline: false,
        approved: false,
        trustHead: false,
        codeOrigin: 'local',
        onProgress,
        warn: () => {},
      },
      world,
    )
  } finally {
    await repository.close()
  }
}

async function put(directory: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(directory, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

/** Nothing of the user's own set-up: no hooks, no signing, no line ends that are converted. */
const SETTINGS = [
  'user.name=init',
  'user.email=init@example.invalid',
  'commit.gpgsign=false',
  'core.hooksPath=/dev/null',
  'core.autocrlf=false',
].flatMap((setting) => ['-c', setting])

function gitIn(directory: string, { environment }: World): (...args: readonly string[]) => Promise<void> {
  return async (...args) => {
    const { code, stderr } = await runProcess('git', [...SETTINGS, ...args], {
      cwd: directory,
      environment: { ...gitEnvironment(environment) },
    })
    if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`)
  }
}
