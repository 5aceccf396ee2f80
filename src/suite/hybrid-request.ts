import { type RenderedPrompt, type RenderedRequest, renderedPrompt } from './render-request.ts'

/** What a change may touch of a request, each by itself. `prompt` is all messages, those of the case included. */
export const INGREDIENTS = ['prompt', 'tools', 'model', 'parameters'] as const
export type Ingredient = (typeof INGREDIENTS)[number]

/** All sets of ingredients, each by the number whose bits are its members: ten thousand cases share them. */
const SETS: readonly (readonly Ingredient[])[] = Array.from({ length: 2 ** INGREDIENTS.length }, (_, set) =>
  INGREDIENTS.filter((_, bit) => set & (1 << bit)),
)

/** In what the two requests differ, in the order of `INGREDIENTS`. Code has no ingredients that could be told apart. */
export function changedIngredients(base: RenderedRequest, head: RenderedRequest): readonly Ingredient[] {
  if (base.kind !== 'prompt' || head.kind !== 'prompt') return SETS[0]!
  let set = 0
  for (const [bit, one] of INGREDIENTS.entries()) {
    if (JSON.stringify(partOf(base, one)) !== JSON.stringify(partOf(head, one))) set |= 1 << bit
  }
  return SETS[set]!
}

/** Base's request with one of head's ingredients, which `changedIngredients` gave: what tells which of several changes did it. */
export function hybridRequest(
  base: RenderedRequest,
  head: RenderedRequest,
  ingredient: Ingredient,
): RenderedRequest {
  if (base.kind !== 'prompt' || head.kind !== 'prompt')
    throw new Error('only requests to models have ingredients')
  const from = (one: Ingredient): RenderedPrompt => (one === ingredient ? head : base)
  return renderedPrompt(from('model').model, {
    messages: from('prompt').request.messages,
    tools: from('tools').request.tools,
    parameters: from('parameters').request.parameters,
  })
}

function partOf({ model, request }: RenderedPrompt, ingredient: Ingredient): unknown {
  switch (ingredient) {
    case 'prompt':
      return request.messages
    case 'tools':
      return request.tools
    case 'model':
      return model
    case 'parameters':
      return request.parameters
  }
}
