import type { Received, Reply } from './api-server.ts'

export interface StoredComment {
  readonly id: number
  body: string
  readonly user: { readonly login: string; readonly type: string }
  readonly html_url: string
}

export const BOT = { login: 'github-actions[bot]', type: 'Bot' }

/** The comments of pull request 7. @param viewer who asks for them; `unknown`: there is no GraphQL */
export function storeComments(viewer: string = BOT.login) {
  const comments: StoredComment[] = []
  let lastId = 0
  const add = (body: string, user = BOT): StoredComment => {
    lastId += 1
    const comment = { id: lastId, body, user, html_url: `https://github.example/c/${lastId}` }
    comments.push(comment)
    return comment
  }
  const answer = ({ method, path, query, body }: Received): Reply => {
    if (path === '/graphql') {
      return viewer === 'unknown'
        ? { status: 404, body: { message: 'Not Found' } }
        : { body: { data: { viewer: { login: viewer } } } }
    }
    if (path === '/repos/octo/shop/issues/7/comments') {
      if (method === 'POST') return { status: 201, body: add(body.body) }
      const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 30)]
      return { body: comments.slice((page - 1) * size, page * size) }
    }
    const id = Number(/^\/repos\/octo\/shop\/issues\/comments\/(\d+)$/.exec(path)?.[1])
    const at = comments.findIndex((one) => one.id === id)
    if (at < 0) return { status: 404, body: { message: 'Not Found' } }
    if (method === 'DELETE') {
      comments.splice(at, 1)
      return { status: 204 }
    }
    comments[at]!.body = body.body
    return { body: comments[at] }
  }
  return { comments, add, answer }
}
