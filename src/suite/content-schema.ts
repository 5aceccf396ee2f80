import * as z from 'zod'
import { onceKeysAreKnown } from './once-keys-are-known.ts'
import { fileReference } from './text-schemas.ts'

/** A part of a message: text, or a file of the repository that is sent along. */
const contentPart = z
  .strictObject({
    type: z.enum(['text', 'image', 'file']).describe('What the part is'),
    text: z
      .string()
      .max(1_000_000, 'must have at most 1,000,000 characters')
      .optional()
      .describe('Of a part of type text'),
    file: fileReference.optional().describe('A file of the repository; what it is, its content says'),
  })
  .superRefine(
    onceKeysAreKnown((part, context) => {
      const [wanted, other] = part.type === 'text' ? (['text', 'file'] as const) : (['file', 'text'] as const)
      if (part[wanted] === undefined || part[other] !== undefined) {
        const message = `a part of type ${part.type} has "${wanted}" and nothing else`
        context.addIssue({ code: 'custom', message })
      }
    }),
  )
export type WrittenContentPart = z.infer<typeof contentPart>

export const contentParts = z
  .array(contentPart)
  .min(1, 'must hold at least one part')
  .max(100, 'must hold at most 100 parts')
  .describe(
    'Text, pictures and files: `{ type: text, text }`, `{ type: image, file }`, `{ type: file, file }`',
  )

export const CONTENT_RULE =
  'must be text, or a list of `{ type: text, text }`, `{ type: image, file }` and `{ type: file, file }`'

/** Reports parts in a message that is not the user's: no provider takes pictures or files elsewhere. */
export function onlyUsersHaveParts(
  message: { readonly role: string; readonly content?: unknown },
  context: z.RefinementCtx,
): void {
  if (message.role === 'user' || !Array.isArray(message.content)) return
  const text = `only a message of the user holds parts; give the ${message.role} message text`
  context.addIssue({ code: 'custom', message: text, path: ['content'] })
}
