import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import type { TriggerEvent } from '../github/event.ts'
import { showFindings } from '../github/workflow-commands.ts'
import { type Answer, answerOfMistakes, plainAnswer } from './action-answer.ts'
import { type ActionRun, commitReader, openCheckout } from './action-run.ts'
import { findMistakes } from './validate.ts'

/** A push is checked for mistakes in its files; nothing is compared or called. */
export async function validatePush(
  run: ActionRun,
  event: Extract<TriggerEvent, { kind: 'push' }>,
): Promise<Answer> {
  const repository = await openCheckout(run)
  try {
    const commit = event.after ?? (await repository?.findCommit('HEAD'))
    const isHere = commit !== undefined && (await repository?.findCommit(commit)) !== undefined
    const tree = isHere ? repository!.commitTree(commit) : await treeThroughApi(run, commit)
    const { findings, suites, cases } = await findMistakes(tree, run.inputs.config)
    if (findings.length > 0) {
      showFindings(findings, run.commands, run.secrets.redact)
      return answerOfMistakes(findings, run.secrets.redact)
    }
    const text = `${run.inputs.config} and ${suites} suites with ${cases} cases are valid; nothing was called.`
    run.logger.info(text)
    return plainAnswer('unaffected', 'success', 0, text)
  } finally {
    await repository?.close()
  }
}

async function treeThroughApi(run: ActionRun, commit: string | undefined): Promise<FileTree> {
  const open = commitReader(run)
  if (commit === undefined || open === undefined) {
    throw new UserError({
      message: 'the commit that was pushed is not checked out',
      hint: 'check the repository out before the gate (actions/checkout)',
    })
  }
  const reader = await open()
  return reader.tree(commit, await reader.entries(commit))
}
