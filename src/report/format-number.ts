/**
 * The one place where numbers become text for people: true minus signs, a space before the per cent sign,
 * and never a rounded number that claims more than is known (99.98 % is not shown as 100 %).
 * All arguments are finite.
 */

/** A share in [0, 1]: `91 %`, `90.6 %`, `> 99.9 %`. Whole per cents are shown without a decimal. */
export function percent(share: number): string {
  const value = share * 100
  if (value > 99.95 && value < 100) return '> 99.9 %'
  if (value > 0 && value < 0.05) return '< 0.1 %'
  return `${trimmed(value, 1)} %`
}

/** A signed difference of shares, in percentage points: `−8.0`, `+0.4`, `0.0`. */
export function points(difference: number): string {
  return signed(difference * 100, 1)
}

/** A size without a sign, such as a margin: `5 points`, `2.5 points`, `0.04 points`. */
export function pointsSize(size: number): string {
  const value = Math.abs(size) * 100
  const text = value > 0 && value < 0.05 ? significant(value, 2) : trimmed(value, 1)
  return `${text} ${text === '1' ? 'point' : 'points'}`
}

/** head / base: `1.34 ×`. */
export function ratio(value: number): string {
  return `${ratioNumber(value)} ×`
}

/** A ratio in an interval, where the sign would be repeated: `1.34`. */
export function ratioNumber(value: number): string {
  return grouped(value.toFixed(2))
}

/** `0.003`, `0.41`, `below 0.0001`. */
export function probability(value: number): string {
  if (value < 0.0001) return 'below 0.0001'
  return value < 0.1 ? significant(value, 2) : value.toFixed(2)
}

/** US dollars: `$0.10`, `$1,204.50`, `$0.00021`, `$0`. */
export function money(dollars: number): string {
  if (dollars === 0) return '$0'
  const size = Math.abs(dollars)
  if (size < 0.00001) return '< $0.00001'
  const text = size >= 0.095 ? grouped(size.toFixed(2)) : significant(size, 2)
  return `${dollars < 0 ? '−' : ''}$${text}`
}

/** Milliseconds: `812 ms`, `1.3 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 0) return `−${duration(-milliseconds)}`
  if (milliseconds < 999.5) return `${trimmed(milliseconds, milliseconds < 9.95 ? 1 : 0)} ms`
  if (milliseconds < 59_950) return `${trimmed(milliseconds / 1000, 1)} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${count(Math.floor(minutes / 60))} h ${minutes % 60} min`
}

/** A measured number that is no share, such as tokens: `1,234`, `2.5`. */
export function amount(value: number): string {
  return trimmed(value, Math.abs(value) < 99.95 ? 1 : 0)
}

/** A whole number with thousands separated: `1,234`. */
export function count(value: number): string {
  return grouped(value.toFixed(0))
}

/** `1 case`, `1,200 cases`. */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

function signed(value: number, digits: number): string {
  const text = grouped(Math.abs(value).toFixed(digits))
  if (Number(text.replaceAll(',', '')) === 0) return text
  return `${value < 0 ? '−' : '+'}${text}`
}

function trimmed(value: number, digits: number): string {
  const text = grouped(Math.abs(value).toFixed(digits)).replace(/\.0+$/, '')
  return value < 0 && text !== '0' ? `−${text}` : text
}

/** Two significant digits without an exponent: 0.000214 is `0.00021`. */
function significant(value: number, digits: number): string {
  const text = value.toFixed(Math.min(12, Math.max(2, digits - 1 - Math.floor(Math.log10(value)))))
  return text.replace(/(\.\d\d\d*?)0+$/, '$1')
}

/** `toFixed` falls back to an exponent from 1e21 on; such text is left as it is. */
function grouped(text: string): string {
  if (text.includes('e')) return text
  const [whole = '', fraction] = text.split('.')
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}
