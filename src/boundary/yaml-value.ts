import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { readsAsWritten } from './exact-number.ts'

const MAX_DEPTH = 100
const MAX_ALIASES = 100
const MAX_EXPANDED_LENGTH = 1_000_000

/** @param offset in UTF-16 units from 0 */
export type ReportProblem = (offset: number, message: string, hint?: string) => void

export interface YamlValue {
  readonly value: unknown
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Node, Node>
}

/** A value and what it would measure with all aliases written out. */
interface Built {
  readonly value: unknown
  readonly length: number
  readonly aliases: number
  readonly depth: number
}

interface Build {
  readonly report: ReportProblem
  readonly anchors: Map<string, { readonly node: Node; built?: Built }>
  readonly targets: Map<Node, Node>
  limitReported: boolean
}

const NOTHING: Built = { value: null, length: 1, aliases: 0, depth: 0 }

/**
 * Builds the value of a parsed document: plain objects, lists, texts, finite numbers, booleans, null. What an alias stands for is built
 * once and shared, so that a bomb costs nothing before it is refused.
 */
export function valueOfNode(root: Node | null, report: ReportProblem): YamlValue {
  const build: Build = { report, anchors: new Map(), targets: new Map(), limitReported: false }
  const { value } = buildNode(root, build)
  return { value, targets: build.targets }
}

function buildNode(node: Node | null, build: Build): Built {
  if (node === null) return NOTHING
  if (isAlias(node)) return buildAlias(node, build)
  const anchor =
    'anchor' in node && node.anchor !== undefined
      ? { node, built: undefined as Built | undefined }
      : undefined
  if (anchor !== undefined)
    build.anchors.set((node as Scalar).anchor!, anchor as { node: Node; built?: Built })
  const built = isScalar(node)
    ? buildScalar(node, build)
    : isSeq<Node>(node)
      ? buildList(node, build)
      : isMap<Node, Node>(node)
        ? buildMapping(node, build)
        : NOTHING
  if (anchor !== undefined) anchor.built = built
  return withinLimits(node, built, build)
}

function buildAlias(alias: Alias, build: Build): Built {
  const anchor = build.anchors.get(alias.source)
  if (anchor === undefined) {
    const text = `"*${alias.source}"`
    build.report(
      offsetOf(alias),
      `there is no anchor for the alias ${text}`,
      `if it is text, quote this: ${text}`,
    )
    return NOTHING
  }
  build.targets.set(alias, anchor.node)
  if (anchor.built === undefined) {
    build.report(offsetOf(alias), `the value of the anchor "${alias.source}" contains itself`)
    return NOTHING
  }
  return withinLimits(alias, { ...anchor.built, aliases: anchor.built.aliases + 1 }, build)
}

function withinLimits(node: Node, built: Built, build: Build): Built {
  const problem =
    built.aliases > MAX_ALIASES
      ? `more than ${MAX_ALIASES} aliases are expanded`
      : built.length > MAX_EXPANDED_LENGTH
        ? `the file is longer than ${MAX_EXPANDED_LENGTH.toLocaleString('en')} characters when its aliases are expanded`
        : built.depth > MAX_DEPTH
          ? `values are nested more than ${MAX_DEPTH} levels deep when aliases are expanded`
          : undefined
  if (problem === undefined) return built
  if (!build.limitReported) build.report(offsetOf(node), problem)
  build.limitReported = true
  return NOTHING
}

function buildScalar(node: Scalar, build: Build): Built {
  const { value } = node
  const source = node.source ?? ''
  if (typeof value === 'number' && !Number.isFinite(value)) {
    build.report(offsetOf(node), `${source} is not a finite number`, 'quote it if it is text')
  } else if (typeof value === 'number' && !readsAsWritten(source)) {
    build.report(
      offsetOf(node),
      `the number ${source.slice(0, 40)} cannot be held exactly`,
      'quote it to make it text',
    )
  }
  return { value, length: source.length + 1, aliases: 0, depth: 0 }
}

function buildList(node: YAMLSeq<Node>, build: Build): Built {
  const items = node.items.map((item) => buildNode(item, build))
  return gather(
    items.map((item) => item.value),
    items,
  )
}

function buildMapping(node: YAMLMap<Node, Node | null>, build: Build): Built {
  const value: Record<string, unknown> = {}
  const parts: Built[] = []
  for (const { key: keyNode, value: valueNode } of node.items) {
    const key = isScalar(keyNode) ? keyNode.value : undefined
    const part = buildNode(valueNode, build)
    if (typeof key !== 'string') build.report(offsetOf(keyNode), 'a key is not text', 'quote it')
    else if (key === '__proto__') build.report(offsetOf(keyNode), 'the key "__proto__" is not allowed')
    else if (key === '<<' && (keyNode as Scalar).type === 'PLAIN') {
      build.report(offsetOf(keyNode), 'merge keys (<<) are not part of YAML 1.2', 'write the keys out')
    } else if (Object.hasOwn(value, key)) {
      build.report(offsetOf(keyNode), `the key ${JSON.stringify(key.slice(0, 60))} is given twice`)
    } else {
      value[key] = part.value
      parts.push(part, { ...NOTHING, length: key.length + 1 })
    }
  }
  return gather(value, parts)
}

function gather(value: unknown, parts: readonly Built[]): Built {
  let length = 1
  let aliases = 0
  let depth = 0
  for (const part of parts) {
    length += part.length
    aliases += part.aliases
    depth = Math.max(depth, part.depth)
  }
  return { value, length, aliases, depth: depth + 1 }
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0
}
