import { UserError } from '../boundary/finding.ts'
import { TemplateError } from '../boundary/template.ts'
import { type RenderedRequest, renderRequest } from '../suite/render-request.ts'
import type { Case, Target } from '../suite/suite.ts'
import { type CasePart, editedParts } from './same-content.ts'
import type { CasePair, HeadOnlyCase } from './suite-comparison.ts'

/** Every case of the judging suite, sorted by what has to be run for it. */
export interface PairedCases {
  readonly pairs: readonly CasePair[]
  /** Same request in both arms. */
  readonly identical: readonly { readonly case: Case; readonly request: RenderedRequest }[]
  readonly headOnly: readonly HeadOnlyCase[]
  /** Cases that an arm which has to run them cannot be given. */
  readonly unrenderable: readonly Unrenderable[]
  /** Ids of cases of which each arm gets its own side's form. */
  readonly ownForms: readonly string[]
}

export interface Unrenderable {
  readonly case: Case
  readonly arm: 'base' | 'head'
  /** What is wrong, without the case's name, so that cases with the same mistake can be told together. */
  readonly problem: string
}

export interface PairingInput {
  readonly base: { readonly target: Target; readonly cases: readonly Case[] }
  readonly head: { readonly target: Target; readonly cases: readonly Case[] }
}

/**
 * Base's cases decide on both arms; the head forms of edited cases and new cases run in head alone.
 *
 * When head's prompt needs what base's form of a case lacks, the case cannot be judged and is `unrenderable`: trying head's form
 * instead would let a pull request choose the inputs it is judged on. The one exception needs no trust: where head's form gives
 * head the very request that base has (a renamed variable), nothing differs.
 */
export function pairByBase({ base, head }: PairingInput): PairedCases {
  const result = emptyResult()
  const headForms = new Map(head.cases.map((aCase) => [aCase.id, aCase]))
  const baseIds = new Set(base.cases.map((aCase) => aCase.id))
  for (const aCase of base.cases) {
    const headForm = headForms.get(aCase.id)
    const before = render(base.target, aCase)
    const after = render(head.target, aCase)
    const edited = headForm !== undefined && formOf(aCase, headForm) === 'edited'
    const own = edited ? render(head.target, headForm) : undefined
    if (before instanceof UserError)
      result.unrenderable.push({ case: aCase, arm: 'base', problem: problemOf(before) })
    else if (!(after instanceof UserError)) place(result, aCase, before, after)
    else if (isRequest(own) && own.hash === before.hash)
      result.identical.push({ case: aCase, request: before })
    else result.unrenderable.push({ case: aCase, arm: 'head', problem: problemOf(after) })
    if (edited && isRequest(own)) result.headOnly.push({ case: headForm, form: 'edited', request: own })
  }
  for (const aCase of head.cases) {
    if (!baseIds.has(aCase.id)) runInHead(result, head.target, aCase, 'new')
  }
  return result
}

/**
 * Head's cases decide on both arms. Where base's prompt cannot be given head's form of a case, base gets its own form: the
 * approval covers the edit. A case that base knows in no form runs in head alone, and so does a new or edited case whose request is
 * the same in both arms: nobody has judged it yet.
 */
export function pairByHead({ base, head }: PairingInput): PairedCases {
  const result = emptyResult()
  const baseForms = new Map(base.cases.map((aCase) => [aCase.id, aCase]))
  for (const aCase of head.cases) {
    const after = render(head.target, aCase)
    const before = render(base.target, aCase)
    const baseForm = baseForms.get(aCase.id)
    const own = isRequest(before) || baseForm === undefined ? before : render(base.target, baseForm)
    const form = formOf(baseForm, aCase)
    if (after instanceof UserError)
      result.unrenderable.push({ case: aCase, arm: 'head', problem: problemOf(after) })
    else if (!isRequest(own) || (own.hash === after.hash && form !== 'same')) {
      result.headOnly.push({ case: aCase, form: form === 'edited' ? 'edited' : 'new', request: after })
    } else place(result, aCase, own, after)
    if (isRequest(own) && !isRequest(before)) result.ownForms.push(aCase.id)
  }
  return result
}

function formOf(baseForm: Case | undefined, headForm: Case): 'new' | 'edited' | 'same' {
  if (baseForm === undefined) return 'new'
  return editedParts(baseForm, headForm).some(givesOtherTrials) ? 'edited' : 'same'
}

/** All cases run in head alone: base has nothing to run them on. */
export function pairNothing(head: PairingInput['head']): PairedCases {
  const result = emptyResult()
  for (const aCase of head.cases) runInHead(result, head.target, aCase, 'new')
  return result
}

type Collected = { -readonly [Key in keyof PairedCases]: PairedCases[Key][number][] }

function emptyResult(): Collected {
  return { pairs: [], identical: [], headOnly: [], unrenderable: [], ownForms: [] }
}

function place(result: Collected, aCase: Case, base: RenderedRequest, head: RenderedRequest): void {
  if (base.hash === head.hash) result.identical.push({ case: aCase, request: head })
  else result.pairs.push({ case: aCase, base, head })
}

function runInHead(result: Collected, target: Target, aCase: Case, form: 'new' | 'edited'): void {
  const request = render(target, aCase)
  if (request instanceof UserError)
    result.unrenderable.push({ case: aCase, arm: 'head', problem: problemOf(request) })
  else result.headOnly.push({ case: aCase, form, request })
}

/** A changed weight or tag alone gives no other scores: the pair already shows them. */
function givesOtherTrials(part: CasePart): boolean {
  return part === 'vars' || part === 'messages' || part === 'expected'
}

function render(target: Target, aCase: Case): RenderedRequest | UserError {
  try {
    return renderRequest(target, aCase)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

function isRequest(rendered: RenderedRequest | UserError | undefined): rendered is RenderedRequest {
  return rendered !== undefined && !(rendered instanceof UserError)
}

function problemOf(error: UserError): string {
  const { cause } = error
  if (!(cause instanceof TemplateError)) return error.findings[0]?.message ?? error.message
  return cause.variable === undefined ? cause.message : `the variable \`${cause.variable}\` is missing`
}
