/** What a series may show: how it was taken, and in which plane it cuts the heart. Names as people read them. */

export const sequenceTitles = {
  cine: "cine",
  lge: "late enhancement, magnitude",
  lge_psir: "late enhancement, phase-sensitive",
  t1_map: "T1 map",
  t2_map: "T2 map",
  ecv_map: "ECV map",
  perfusion: "perfusion",
  flow: "flow",
  localiser: "localiser",
  tagging: "tagging",
  black_blood: "black blood",
  /** Known to be none of the others, such as the source images of a map. */
  other: "other",
} as const;
export type SequenceName = keyof typeof sequenceTitles;

export const viewTitles = {
  sax: "short-axis stack",
  lax_2c: "two-chamber",
  lax_3c: "three-chamber",
  lax_4c: "four-chamber",
  lvot: "outflow tract (LVOT)",
  aortic: "aortic",
  /** One or two slices across the left ventricle, or a plane that is none of the usual views. */
  single_slice: "single slice",
} as const;
export type ViewName = keyof typeof viewTitles;

export function isSequenceName(text: string): text is SequenceName {
  return Object.hasOwn(sequenceTitles, text);
}

export function isViewName(text: string): text is ViewName {
  return Object.hasOwn(viewTitles, text);
}
