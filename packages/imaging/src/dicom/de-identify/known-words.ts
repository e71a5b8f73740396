/**
 * The words that a cleaned description may keep: names of sequences, views, phases and contrasts in cardiac MR, as protocol
 * trees of the vendors spell them. Anything else, names of people and places among them, is left out.
 *
 * Source: Kramer et al. 2020, doi:10.1186/s12968-020-00607-1 (protocols); vendors' sequence names.
 */
const words: ReadonlySet<string> = new Set(
  `
  2ch 3ch 4ch 5ch 2c 3c 4c ch chamber two three four sa sax la lax short long axis vla hla lvot rvot outflow tract view
  axial transverse tra sagittal sag coronal cor oblique base basal mid apex apical stack slice slices slab
  scout localizer localiser loc survey haste trufi truefisp tfi fisp bssfp ssfp fiesta bffe btfe balanced flash spgr gre
  tfl fl2d fl3d epi tse fse ir stir spair spir blade hasteir cine retro retrospective prospective trigger triggered gated
  gating ecg realtime rt shot single segmented seg breath hold bh free breathing fb nav navigator resp expiration
  inspiration dynamic dyn
  t1 t2 t2star pd weighted w map maps mapping molli shmolli sasha saturation recovery look locker ti scouting native
  pre post contrast gd gad early late delayed enhancement lge ge ege de psir mag phase magnitude real imaginary moco
  perfusion perf rest stress adenosine regadenoson dobutamine first pass aif
  flow pc venc velocity through in plane aorta aortic asc desc ascending descending pulmonary artery pa mitral tricuspid
  valve valves vein veins mra mrv angio angiography bolus test timing
  tagging tag tags grid strain dense sense grappa caipi cs compressed fat water sat suppressed suppression dixon inphase
  outphase opposed black blood dark bright db bb edema oedema iron
  heart cardiac lv rv la ra left right ventricle ventricular atrium atrial atria myocardium myocardial pericardium coronary
  2d 3d 4d bw dir image images series recon mip mpr ed es
  `
    .trim()
    .split(/\s+/),
);
/** Counts, delays and angles: too short to be a date, a number of a record or a telephone. */
const SHORT_NUMBER = /^\d{1,3}(ms|mm|s|min|deg|t|phases|frames)?$/;

/** The known words and short numbers of a description, in order, parted by single spaces; empty where there is none. */
export function knownWordsOf(description: string): string {
  const parts = description.split(/[^\p{L}\p{N}]+/u);
  return parts.filter((part) => words.has(part.toLowerCase()) || SHORT_NUMBER.test(part.toLowerCase())).join(" ");
}
