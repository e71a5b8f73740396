/** Folds for cross-validation that keep every patient whole. */

/**
 * Deals patients into folds, patients of like classes in turn, so that each fold has its share of every class. The
 * order of the images does not matter.
 * @returns The fold of each image, 0 … folds − 1; with fewer patients than folds, one patient a fold.
 */
export function patientFolds(
  patient: readonly string[],
  classIndex: readonly number[],
  folds: number,
): readonly number[] {
  const classesOf = new Map<string, Set<number>>();
  patient.forEach((id, i) => {
    classesOf.set(id, (classesOf.get(id) ?? new Set<number>()).add(classIndex[i]!));
  });
  const dealt = [...classesOf]
    .map(([id, classes]) => ({ id, key: [...classes].sort((a, b) => a - b).join(",") }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.id, b.id));
  const foldOf = new Map(dealt.map(({ id }, place) => [id, place % Math.min(folds, dealt.length)]));
  return patient.map((id) => foldOf.get(id)!);
}

/** By code unit: the same everywhere, whatever the language of the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
