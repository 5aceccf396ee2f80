import * as z from 'zod'

/** Dollars, tokens, milliseconds, steps: more is a mistake of whoever reports it, and sums of it would not be finite. */
export const MOST_MEASURED = 1e15

/** The schema of an amount that a program, a service or another runner reports. */
export const measured = z.number().min(0).max(MOST_MEASURED)
