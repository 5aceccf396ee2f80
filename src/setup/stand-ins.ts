/** Made-up inputs by what a variable seems to hold. They show the form; real ones are the user's to give. */
const STAND_INS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /mail|message|ticket|complaint|review|comment|feedback|request/i,
    [
      'You charged my card twice. Please send one of the payments back.',
      'My parcel should have been here on Monday. Where is it?',
      'Two of the six cups arrived in pieces. What do I do now?',
      'Does the pan work on an induction stove?',
      'I moved house. Can you change the address of my order?',
      'Thank you, that was quick! One more question: do you ship abroad?',
    ],
  ],
  [
    /question|query|input|ask|topic|task|instruction|goal/i,
    [
      'How do I reset my password?',
      'What is the difference between the two plans?',
      'Can I pay by invoice?',
      'Which of the reports shows last month?',
      'Why was my account locked?',
      'Is there a limit on the number of users?',
    ],
  ],
  [
    /code|diff|patch|snippet|function|sql/i,
    [
      'def add(a, b):\n    return a - b',
      'for (let i = 0; i <= list.length; i++) sum += list[i]',
      'SELECT name FROM users WHERE id = 7',
      'if err != nil { return nil }',
      'const total = items.map(price).reduce(add)',
      'while True: retry()',
    ],
  ],
  [
    /text|article|document|content|body|passage|transcript|notes|context|history|description|summary|source/i,
    [
      'The library opens at nine. On Sundays it stays closed, except for the reading room.',
      'Sales rose by four percent in spring and fell by one in summer. Autumn was flat.',
      'The new kiln was delivered on Tuesday. It is larger than the old one and needs less gas.',
      'Three people asked for a later deadline. Two of them had sent their drafts already.',
      'The train was late because of snow. Passengers were given tea and a refund of half the fare.',
      'Water the plant once a week. In winter every other week is enough.',
    ],
  ],
  [/^role$|speaker/i, ['user', 'assistant', 'user', 'assistant', 'user', 'assistant']],
  [/lang/i, ['English', 'German', 'French', 'Spanish', 'Japanese', 'Polish']],
  [/country|city|place|location/i, ['Lisbon', 'Hamburg', 'Kyoto', 'Oslo', 'Toronto', 'Nairobi']],
  [/name|customer|user|author|person/i, ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald']],
  [/date|day|time/i, ['2026-01-05', '2026-02-14', '2026-03-31', '2026-06-01', '2026-10-12', '2026-12-24']],
  [/id$|number|order|count|amount|price|total/i, ['1041', '1042', '2077', '3105', '4400', '5012']],
]

/** How many cases a starter has. */
export const STARTER_CASES = 6

/** A made-up value for a variable in the `index`th case, from 0. */
export function standIn(path: string, index: number): string {
  const name = path.split('.').at(-1)!
  const known = STAND_INS.find(([names]) => names.test(name))?.[1]
  return known?.[index % known.length] ?? `an example of ${name}, number ${index + 1}`
}
