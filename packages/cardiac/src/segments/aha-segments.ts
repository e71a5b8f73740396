/**
 * The segments of the left ventricle: six at the base, six at mid-cavity, four towards the apex, and the apical cap.
 *
 * Source: Cerqueira et al. 2002, Circulation 105:539–542, doi:10.1161/hc0402.102975. The cap, segment 17, is the muscle beyond
 * the cavity, which short-axis slices do not show whole: what is measured on them has 16 segments.
 */

export type SegmentLevel = "basal" | "mid" | "apical" | "apex";

export interface AhaSegment {
  /** 1 to 17. */
  readonly segmentNumber: number;
  readonly level: SegmentLevel;
  /** As the source writes it, such as "basal anteroseptal". */
  readonly name: string;
}

/** From the anterior insertion of the right ventricle over the septum: sectors of 60°. */
const SIXTHS = ["anteroseptal", "inferoseptal", "inferior", "inferolateral", "anterolateral", "anterior"] as const;
/** Their numbers at the base; mid-cavity adds six. */
const SIXTH_NUMBERS = [2, 3, 4, 5, 6, 1] as const;
/** Sectors of 90°, of which the first is centred on the septum as the two septal sixths are. */
const QUARTERS = ["septal", "inferior", "lateral", "anterior"] as const;
const QUARTER_NUMBERS = [14, 15, 16, 13] as const;
/** Where the first quarter begins: the septum's middle, 60°, less half a quarter. */
const FIRST_QUARTER_DEGREES = 15;

/** By number, from 1. */
export const ahaSegments: readonly AhaSegment[] = Object.freeze(
  [
    ...SIXTHS.map((wall, n) => segment(SIXTH_NUMBERS[n]!, "basal", wall)),
    ...SIXTHS.map((wall, n) => segment(SIXTH_NUMBERS[n]! + 6, "mid", wall)),
    ...QUARTERS.map((wall, n) => segment(QUARTER_NUMBERS[n]!, "apical", wall)),
    { segmentNumber: 17, level: "apex", name: "apex" } as const,
  ].toSorted((a, b) => a.segmentNumber - b.segmentNumber),
);

/**
 * The segment of a direction in a short-axis slice, 1 to 16.
 * @param degreesFromInsertion From the anterior insertion of the right ventricle, counted over the septum; any turn.
 */
export function segmentAt(level: Exclude<SegmentLevel, "apex">, degreesFromInsertion: number): number {
  const sector = (from: number, width: number) => Math.floor(turned(degreesFromInsertion - from) / width);
  if (level === "apical") return QUARTER_NUMBERS[sector(FIRST_QUARTER_DEGREES, 90)]!;
  return SIXTH_NUMBERS[sector(0, 60)]! + (level === "mid" ? 6 : 0);
}

/** The same angle in [0, 360). */
function turned(degrees: number): number {
  const rest = degrees % 360;
  return rest < 0 ? (rest + 360) % 360 : rest;
}

function segment(segmentNumber: number, level: SegmentLevel, wall: string): AhaSegment {
  return { segmentNumber, level, name: `${level} ${wall}` };
}
