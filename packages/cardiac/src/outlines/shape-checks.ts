/**
 * What is odd about the labels of a heart at end-diastole and end-systole: one number for each way in which outlines go
 * wrong, larger the odder. Whether they are too large together is for a gate to say that experts' outlines have set.
 */
import type { LabelVolume, Volume } from "@cmrkit/imaging";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import { type LabelledFrame, labelledBox } from "./labelled-box.ts";
import { type SliceShape, sliceShapes } from "./slice-shape.ts";

export interface TwoPhases {
  readonly labels: LabelVolume;
  /** On the grid of the labels, frame by frame. */
  readonly picture: Volume;
  readonly endDiastoleIndex: number;
  readonly endSystoleIndex: number;
}

interface Hearts {
  readonly ed: readonly SliceShape[];
  readonly es: readonly SliceShape[];
  readonly sliceMm: number;
  readonly frames: readonly [ed: LabelledFrame, es: LabelledFrame];
}

/** Each check with what its number is, as a reader is told it. */
export const shapeChecks = Object.freeze({
  leftAreaJump: {
    title: "the left ventricle's area leaves that of its neighbour slices",
    unit: "of the largest area",
    of: ({ ed, es }: Hearts) => areaJump(ed, es, ({ cavityMm2, wallMm2 }) => cavityMm2 + wallMm2),
  },
  cavityAreaJump: {
    title: "the left cavity's area leaves that of its neighbour slices",
    unit: "of the largest area",
    of: ({ ed, es }: Hearts) => areaJump(ed, es, ({ cavityMm2 }) => cavityMm2),
  },
  rightAreaJump: {
    title: "the right cavity's area leaves that of its neighbour slices",
    unit: "of the largest area",
    of: ({ ed, es }: Hearts) => areaJump(ed, es, ({ rightMm2 }) => rightMm2),
  },
  gaps: {
    title: "a structure is missing in slices between others that show it",
    unit: "slices",
    of: ({ ed, es }: Hearts) =>
      [ed, es].reduce((n, slices) => n + areas.reduce((own, area) => own + gapsOf(slices.map(area)), 0), 0),
  },
  sliceShift: {
    title: "a slice of the left ventricle lies beside its neighbours",
    unit: "mm",
    of: ({ ed, es }: Hearts) => Math.max(sliceShift(ed), sliceShift(es)),
  },
  openWall: {
    title: "the left cavity is open to something else than wall",
    unit: "of its outline",
    of: ({ ed, es }: Hearts) => Math.max(openWall(ed), openWall(es)),
  },
  raggedWall: {
    title: "the outer outline of the left ventricle has bays",
    unit: "of its length",
    of: ({ ed, es }: Hearts) => Math.max(...[ed, es].map((slices) => most(large(slices), (s) => s.raggedness))),
  },
  stray: {
    title: "structures lie in pieces",
    unit: "of their area",
    of: ({ ed, es }: Hearts) => Math.max(strayShare(ed), strayShare(es)),
  },
  rightTurn: {
    title: "the right cavity lies in another direction than in the neighbour slices",
    unit: "degrees",
    of: ({ ed, es }: Hearts) => Math.max(rightTurn(ed), rightTurn(es)),
  },
  rightApart: {
    title: "the right cavity does not touch the left ventricle",
    unit: "of its area",
    of: ({ ed, es }: Hearts) => Math.max(apartShare(ed), apartShare(es)),
  },
  muscleChange: {
    title: "muscle volume differs between end-diastole and end-systole",
    unit: "as a natural logarithm of the ratio",
    of: ({ ed, es }: Hearts) => Math.abs(Math.log(sum(es, (s) => s.wallMm2) / sum(ed, (s) => s.wallMm2))),
  },
  strokeVolumes: {
    title: "left and right stroke volumes differ",
    unit: "as a natural logarithm of the ratio",
    of: ({ ed, es }: Hearts) => {
      const stroke = (area: (s: SliceShape) => number) => sum(ed, area) - sum(es, area);
      return Math.abs(Math.log(stroke((s) => s.cavityMm2) / stroke((s) => s.rightMm2)));
    },
  },
  phaseShift: {
    title: "the left ventricle lies elsewhere at end-systole",
    unit: "mm",
    of: ({ ed, es }: Hearts) => phaseShift(ed, es),
  },
  outgrown: {
    title: "the end-systolic cavity reaches beyond the end-diastolic ventricle",
    unit: "of its voxels",
    of: ({ frames }: Hearts) => outgrownShare(frames),
  },
  cavityDark: {
    title: "in a slice the left cavity is as dark as the wall",
    unit: "of pairs of pixels",
    of: ({ ed, es }: Hearts) => Math.max(...[ed, es].map((slices) => most(large(slices), (s) => s.cavityDarker))),
  },
  cavityDarkMean: {
    title: "the left cavity is hardly brighter than the wall",
    unit: "of pairs of pixels",
    of: ({ ed, es }: Hearts) => Math.max(...[ed, es].map((slices) => mean(large(slices), (s) => s.cavityDarker))),
  },
  rightDark: {
    title: "in a slice the right cavity is as dark as the wall",
    unit: "of pairs of pixels",
    of: ({ ed, es }: Hearts) => Math.max(...[ed, es].map((slices) => most(largeRight(slices), (s) => s.rightDarker))),
  },
  rightDarkMean: {
    title: "the right cavity is hardly brighter than the wall",
    unit: "of pairs of pixels",
    of: ({ ed, es }: Hearts) => Math.max(...[ed, es].map((slices) => mean(largeRight(slices), (s) => s.rightDarker))),
  },
  cavityGrowth: {
    title: "the left cavity is larger at end-systole in a slice",
    unit: "of its largest area",
    of: ({ ed, es }: Hearts) => growth(ed, es, ({ cavityMm2 }) => cavityMm2),
  },
  rightGrowth: {
    title: "the right cavity is larger at end-systole in a slice",
    unit: "of its largest area",
    of: ({ ed, es }: Hearts) => growth(ed, es, ({ rightMm2 }) => rightMm2),
  },
  leftLonger: {
    title: "the left cavity reaches over more slices at end-systole than at end-diastole",
    unit: "mm",
    of: ({ ed, es, sliceMm }: Hearts) => (covered(es, "cavityMm2") - covered(ed, "cavityMm2")) * sliceMm,
  },
  leftShorter: {
    title: "the left cavity reaches over far fewer slices at end-systole",
    unit: "mm",
    of: ({ ed, es, sliceMm }: Hearts) => (covered(ed, "cavityMm2") - covered(es, "cavityMm2")) * sliceMm,
  },
  rightShorter: {
    title: "the right cavity reaches over far fewer slices than the left",
    unit: "mm",
    of: ({ ed, es, sliceMm }: Hearts) =>
      Math.max(...[ed, es].map((s) => covered(s, "cavityMm2") - covered(s, "rightMm2"))) * sliceMm,
  },
  thinWall: {
    title: "the wall at end-diastole is thinner than a heart's",
    unit: "1/mm",
    of: ({ ed }: Hearts) => 1 / wallThicknessMm(ed),
  },
  thickWall: {
    title: "the wall at end-diastole is thicker than a heart's",
    unit: "mm",
    of: ({ ed }: Hearts) => wallThicknessMm(ed),
  },
  noThickening: {
    title: "the wall is thinner at end-systole than at end-diastole",
    unit: "of its thickness",
    of: ({ ed, es }: Hearts) => 1 - wallThicknessMm(es) / wallThicknessMm(ed),
  },
});

export type ShapeCheck = keyof typeof shapeChecks;

export const shapeCheckNames: readonly ShapeCheck[] = Object.keys(shapeChecks).filter(
  (name): name is ShapeCheck => name in shapeChecks,
);

export type ShapeNumbers = Readonly<Record<ShapeCheck, number>>;

/** The number of every check; `NaN` or infinite where a structure that it needs is not there. */
export function shapeNumbers(phases: TwoPhases): ShapeNumbers {
  const box = labelledBox(phases.labels, phases.picture, [phases.endDiastoleIndex, phases.endSystoleIndex]);
  const [ed, es] = [box.frames[0]!, box.frames[1]!];
  const sliceMm = box.spacingMm[2];
  const hearts: Hearts = { ed: sliceShapes(ed, box), es: sliceShapes(es, box), sliceMm, frames: [ed, es] };
  return perCheck((check) => shapeChecks[check].of(hearts));
}

/** A value for every check. */
function perCheck<T>(numberOf: (check: ShapeCheck) => T): Readonly<Record<ShapeCheck, T>> {
  return Object.freeze(Object.fromEntries(shapeCheckNames.map((check) => [check, numberOf(check)]))) as Record<
    ShapeCheck,
    T
  >;
}

type Area = (slice: SliceShape) => number;

function sum(slices: readonly SliceShape[], area: Area): number {
  return slices.reduce((total, slice) => total + area(slice), 0);
}

function most(slices: readonly SliceShape[], value: Area): number {
  return Math.max(0, ...slices.map(value));
}

const epicardialMm2: Area = ({ cavityMm2, wallMm2 }) => cavityMm2 + wallMm2;

/** A slice of the ventricle that is no apex and no last rim has so much of the largest one's area. */
const LARGE_SHARE = 0.4;

function large(slices: readonly SliceShape[]): readonly SliceShape[] {
  const largest = most(slices, epicardialMm2);
  return slices.filter((slice) => epicardialMm2(slice) >= LARGE_SHARE * largest);
}

function largeRight(slices: readonly SliceShape[]): readonly SliceShape[] {
  const largest = most(slices, ({ rightMm2 }) => rightMm2);
  return slices.filter(({ rightMm2 }) => rightMm2 >= LARGE_SHARE * largest);
}

function mean(slices: readonly SliceShape[], value: Area): number {
  return sum(slices, value) / slices.length;
}

function areaJump(ed: readonly SliceShape[], es: readonly SliceShape[], area: Area): number {
  return Math.max(...[ed, es].map((slices) => jumpWithin(slices.map(area))));
}

/** Of slices between two others that show the structure. */
function jumpWithin(areas: readonly number[]): number {
  const jumps = areas.map((area, k) => {
    const [below, above] = [areas[k - 1] ?? 0, areas[k + 1] ?? 0];
    return below === 0 || above === 0 ? 0 : Math.abs(area - (below + above) / 2);
  });
  return Math.max(0, ...jumps) / Math.max(...areas);
}

const areas: readonly Area[] = [({ cavityMm2 }) => cavityMm2, ({ wallMm2 }) => wallMm2, ({ rightMm2 }) => rightMm2];

function gapsOf(all: readonly number[]): number {
  const first = all.findIndex((area) => area > 0);
  const last = all.findLastIndex((area) => area > 0);
  return all.filter((area, k) => k > first && k < last && area === 0).length;
}

function growth(ed: readonly SliceShape[], es: readonly SliceShape[], area: Area): number {
  const grown = ed.map((slice, k) => area(es[k]!) - area(slice));
  return Math.max(0, ...grown) / most(ed, area);
}

/** A right cavity that is smaller than so much of its largest slice has no direction to speak of. */
const DIRECTED_SHARE = 0.25;

/** Between slices that follow each other, the direction from the left ventricle's middle to the right cavity's. */
function rightTurn(slices: readonly SliceShape[]): number {
  const least = DIRECTED_SHARE * most(slices, ({ rightMm2 }) => rightMm2);
  const directions = slices.flatMap(({ centreMm, rightCentreMm, rightMm2 }) =>
    centreMm && rightCentreMm && rightMm2 >= least
      ? [Math.atan2(rightCentreMm[1] - centreMm[1], rightCentreMm[0] - centreMm[0])]
      : [],
  );
  const turns = directions.slice(1).map((angle, k) => {
    const turn = Math.abs(angle - directions[k]!);
    return Math.min(turn, 2 * Math.PI - turn);
  });
  return (180 / Math.PI) * Math.max(0, ...turns);
}

function sliceShift(slices: readonly SliceShape[]): number {
  const kept = large(slices);
  const shifts = slices.map((slice, k) => {
    const [below, above] = [slices[k - 1], slices[k + 1]];
    if (![slice, below, above].every((each) => each !== undefined && kept.includes(each))) return 0;
    const [at, a, b] = [slice.centreMm!, below!.centreMm!, above!.centreMm!];
    return Math.hypot(at[0] - (a[0] + b[0]) / 2, at[1] - (a[1] + b[1]) / 2);
  });
  return Math.max(0, ...shifts);
}

/** At the base the wall may be open towards the outflow tract: the two outermost slices of the wide end do not count. */
function openWall(slices: readonly SliceShape[]): number {
  const shown = slices.filter(({ cavityMm2 }) => cavityMm2 > 0);
  const isWideFirst = (shown[0]?.cavityMm2 ?? 0) > (shown.at(-1)?.cavityMm2 ?? 0);
  const inner = isWideFirst ? shown.slice(2) : shown.slice(0, -2);
  return most(inner, ({ openShare }) => openShare);
}

function strayShare(slices: readonly SliceShape[]): number {
  const total = sum(slices, (slice) => epicardialMm2(slice) + slice.rightMm2);
  return sum(slices, ({ strayMm2 }) => strayMm2) / total;
}

function apartShare(slices: readonly SliceShape[]): number {
  const right = sum(slices, ({ rightMm2 }) => rightMm2);
  return sum(slices, ({ rightMm2, rightTouches }) => (rightTouches ? 0 : rightMm2)) / right;
}

function phaseShift(ed: readonly SliceShape[], es: readonly SliceShape[]): number {
  const [inEd, inEs] = [large(ed), large(es)];
  const shifts = ed.map((slice, k) => {
    const other = es[k]!;
    if (!inEd.includes(slice) || !inEs.includes(other)) return 0;
    return Math.hypot(slice.centreMm![0] - other.centreMm![0], slice.centreMm![1] - other.centreMm![1]);
  });
  return Math.max(0, ...shifts);
}

function outgrownShare([{ labels: ed }, { labels: es }]: Hearts["frames"]): number {
  let [cavity, outside] = [0, 0];
  es.forEach((label, at) => {
    if (label !== LEFT_VENTRICLE) return;
    cavity += 1;
    if (ed[at] !== LEFT_VENTRICLE && ed[at] !== MYOCARDIUM) outside += 1;
  });
  return outside / cavity;
}

function covered(slices: readonly SliceShape[], area: "cavityMm2" | "rightMm2"): number {
  return slices.filter((slice) => slice[area] > 0).length;
}

/** Mean over the large slices, each as if cavity and ventricle were round. */
function wallThicknessMm(slices: readonly SliceShape[]): number {
  const kept = large(slices);
  const radius = (mm2: number) => Math.sqrt(mm2 / Math.PI);
  return sum(kept, (slice) => radius(epicardialMm2(slice)) - radius(slice.cavityMm2)) / kept.length;
}
