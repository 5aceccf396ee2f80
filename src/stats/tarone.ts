/**
 * Tarone's correction for discrete tests: tests whose smallest attainable p-value could not be significant whatever was observed do not count
 * as hypotheses. Returns which of the tests are significant at family-wise level `level`. Source: Tarone (1990), Biometrics 46, 515–522.
 *
 * @param pValues observed, one per test
 * @param attainable the smallest p-value that each test could have given its margins
 */
export function tarone(
  pValues: readonly number[],
  attainable: readonly number[],
  level: number,
): readonly boolean[] {
  const able = (divisor: number): number => attainable.filter((least) => least <= level / divisor).length
  let divisor = 1
  while (able(divisor) > divisor) divisor += 1
  return pValues.map((p, index) => attainable[index]! <= level / divisor && p <= level / divisor)
}
