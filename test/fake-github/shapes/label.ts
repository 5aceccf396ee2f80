import type { FakeState } from '../state.ts'
import type { Schema } from './schema.ts'

export function labelShape(state: FakeState, name: string) {
  return {
    id: 80_000 + name.length,
    node_id: `LA_${name.length}`,
    url: `${state.apiUrl}/repos/${state.owner}/${state.name}/labels/${encodeURIComponent(name)}`,
    name,
    description: null,
    color: 'ededed',
    default: false,
  } satisfies Schema<'label'>
}
