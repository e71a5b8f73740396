/**
 * Mean thickness of the left ventricular wall in the 16 segments of the AHA (the apical cap left out).
 *
 * Source: Cerqueira et al. 2002, doi:10.1161/hc0402.102975. Segments start from the middle of the septum, where its
 * two halves meet; the length from endocardial apex to base is cut in three.
 */
import type { Heart, Moment } from "./heart.ts";
import { angleOf, heightOf, nodeCount } from "./polar-map.ts";

export interface SegmentThickness {
  /** 1 to 16. */
  readonly segmentNumber: number;
  readonly name: string;
  /** Radial, in the short-axis plane. */
  readonly endDiastolicMm: number;
  readonly endSystolicMm: number;
}

const walls = ["anteroseptal", "anterior", "anterolateral", "inferolateral", "inferior", "inferoseptal"] as const;
const basalNumbers = [2, 1, 6, 5, 4, 3] as const;
const apicalWalls = ["anterior", "lateral", "inferior", "septal"] as const;
const apicalNumbers = [13, 16, 15, 14] as const;

/** The wall of every segment at two instants, in the order of the segments. */
export function wallThickness(heart: Heart, endDiastole: Moment, endSystole: Moment): readonly SegmentThickness[] {
  const sums = Array.from({ length: 16 }, () => ({ nodes: 0, endDiastolicMm: 0, endSystolicMm: 0 }));
  for (let node = 0; node < nodeCount; node++) {
    const segmentNumber = segmentAt(heart, node);
    if (segmentNumber === null) continue;
    const sum = sums[segmentNumber - 1]!;
    sum.nodes += 1;
    sum.endDiastolicMm += thicknessMm(endDiastole, node);
    sum.endSystolicMm += thicknessMm(endSystole, node);
  }
  return sums.map(({ nodes, endDiastolicMm, endSystolicMm }, i) => ({
    segmentNumber: i + 1,
    name: segmentNames[i]!,
    endDiastolicMm: endDiastolicMm / nodes,
    endSystolicMm: endSystolicMm / nodes,
  }));
}

function thicknessMm({ epicardiumMm2, endocardiumMm2 }: Moment, node: number): number {
  return Math.sqrt(epicardiumMm2[node]!) - Math.sqrt(endocardiumMm2[node]!);
}

/** Angles run from septal over anterior to lateral and inferior: the order of `walls`. */
function segmentAt({ parameters, lv }: Heart, node: number): number | null {
  const height = (heightOf(node) - lv.cavityApexFraction) / (1 - lv.cavityApexFraction);
  if (height < 0) return null;
  const fromSeptum = angleOf(node) / (2 * Math.PI) - parameters.rightVentricle.septumAngleDeg / 360 + 1;
  if (height < 1 / 3) return apicalNumbers[Math.floor(4 * ((fromSeptum - 1 / 8) % 1))]!;
  const basal = basalNumbers[Math.floor(6 * (fromSeptum % 1))]!;
  return height < 2 / 3 ? basal + 6 : basal;
}

/** Names by number, from 1. */
const segmentNames: readonly string[] = Array.from({ length: 16 }, (_, i) => {
  if (i >= 12) return `apical ${apicalWalls[apicalNumbers.findIndex((number) => number === i + 1)]}`;
  return `${i < 6 ? "basal" : "mid"} ${walls[basalNumbers.findIndex((number) => number === (i % 6) + 1)]}`;
});
