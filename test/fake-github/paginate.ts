import type { Exchange } from './exchange.ts'

const DEFAULT_PER_PAGE = 30
const MOST_PER_PAGE = 100

/** One page of a list as GitHub cuts it: 30 entries unless asked for, 100 at most, with a `Link` header where there are more. */
export function paginate<T>(exchange: Exchange, all: readonly T[]) {
  const perPage = Math.min(MOST_PER_PAGE, wanted(exchange, 'per_page') ?? DEFAULT_PER_PAGE)
  const page = wanted(exchange, 'page') ?? 1
  const last = Math.max(1, Math.ceil(all.length / perPage))
  const link = (name: string, to: number) => {
    const query = new URLSearchParams(exchange.query)
    query.set('page', String(to))
    return `<${exchange.url}?${query}>; rel="${name}"`
  }
  const links = [
    ...(page > 1 ? [link('prev', page - 1)] : []),
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
    ...(page > 1 ? [link('first', 1)] : []),
  ]
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    headers: (links.length === 0 ? {} : { link: links.join(', ') }) as Readonly<Record<string, string>>,
  }
}

function wanted(exchange: Exchange, name: string): number | undefined {
  const text = exchange.query.get(name)
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}
