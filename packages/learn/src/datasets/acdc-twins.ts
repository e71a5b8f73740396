/**
 * Which cases of ACDC are one patient. The images of 074 and 076 are equal byte for byte, end-diastole and end-systole, as are
 * height, weight and group, while the labels were drawn twice: parted, one of them would be tested on what it was trained with.
 */
const twins: Readonly<Record<string, string>> = { patient076: "patient074" };

export function acdcPatientOf(id: string): string {
  return twins[id] ?? id;
}
