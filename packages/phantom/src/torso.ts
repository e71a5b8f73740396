/**
 * The still part of the picture: the trunk around a heart. Lungs with their vessels, mediastinum with great vessels,
 * spine, and below the diaphragm liver, stomach, spleen, kidney and bowel. It is scenery, chosen to look like a
 * short-axis image; none of it is measured.
 */

import type { Vector3 } from "@cmrkit/imaging";
import { type RandomStream, randomStream } from "@cmrkit/tensor";
import { chestWall } from "./chest-wall.ts";
import { type Organ, organTissueAt } from "./organs.ts";
import type { BodyParameters } from "./parameters.ts";
import { type HeartFrame, toPatient } from "./pose.ts";
import { speckle } from "./texture.ts";
import { type TissueCode, tissue } from "./tissue.ts";

/** The tissue at a point of the patient (LPS, mm), heart left out. */
export type Torso = (x: number, y: number, z: number) => TissueCode;

/** How far the heart and its fat reach from the long axis at end-diastole, in mm. */
export interface HeartReach {
  readonly anyMm: number;
  readonly inferiorMm: number;
  readonly septalMm: number;
}

const DIAPHRAGM_MM = 3;

export function torso(body: BodyParameters, frame: HeartFrame, reach: HeartReach): Torso {
  const random = randomStream(body.textureSeed).fork("torso");
  const wall = chestWall(body);
  const dome = diaphragm(frame, reach, random.fork("dome"));
  const below = abdomen(frame, reach, random.fork("abdomen"));
  const chest = thorax(body, frame, reach, random.fork("thorax"));
  const back = spine(body);
  return (x, y, z) => {
    const outside = wall(x, y, z) ?? back(x, y, z);
    if (outside !== null) return outside;
    const depth = dome(x, y, z);
    if (depth < 0) return chest(x, y, z);
    return depth < DIAPHRAGM_MM ? tissue.muscle : below(x, y, z);
  };
}

/** Depth in mm below the diaphragm (negative above): it touches the heart and falls away on both sides. */
function diaphragm(frame: HeartFrame, reach: HeartReach, random: RandomStream) {
  const leftFall = 12 + 25 * random.uniform();
  const rightFall = 4 + 10 * random.uniform();
  const summit = -15 - 30 * random.uniform();
  const gap = 1 + 4 * random.uniform();
  const { lateral, inferior, basal, origin } = frame;
  return (px: number, py: number, pz: number): number => {
    const x = px - origin[0];
    const y = py - origin[1];
    const z = pz - origin[2];
    const across = lateral[0] * x + lateral[1] * y + lateral[2] * z - summit;
    const down = inferior[0] * x + inferior[1] * y + inferior[2] * z;
    const along = basal[0] * x + basal[1] * y + basal[2] * z;
    const fall = across > 0 ? leftFall : rightFall;
    return down - reach.inferiorMm - gap - fall * (across / 70) ** 2 - 8 * (along / 80) ** 2;
  };
}

/** Liver under the right of the picture's left side, stomach and spleen under the lateral wall, fat and bowel below. */
function abdomen(frame: HeartFrame, reach: HeartReach, random: RandomStream): Torso {
  const vary = (amount: number) => amount * (2 * random.uniform() - 1);
  const at = (lateral: number, below: number, basal: number): Vector3 =>
    toPatient(frame, [lateral, reach.inferiorMm + below, basal]);
  const organ = (
    centre: Vector3,
    radiiMm: Vector3,
    inside: TissueCode,
    wallTissue: TissueCode,
    wallMm: number,
  ): Organ => ({
    centre,
    radiiMm,
    inside,
    wall: wallTissue,
    wallMm,
  });
  const stomach = at(38 + vary(12), 38 + vary(8), vary(15));
  const organs: readonly Organ[] = [
    {
      ...organ(stomach, [34 + vary(8), 30 + vary(6), 28 + vary(6)], tissue.fluid, tissue.muscle, 4),
      inside: random.uniform() < 0.5 ? tissue.bowel : tissue.muscle,
      gasAnteriorOfMm: stomach[1] - 8 + vary(14),
    },
    organ(at(78 + vary(8), 36 + vary(10), 25 + vary(15)), [26, 38, 42], tissue.spleen, tissue.spleen, 1),
    organ(at(25 + vary(15), 95 + vary(10), 50 + vary(10)), [27, 25, 50], tissue.kidney, tissue.kidney, 1),
    organ(at(-55 + vary(15), 58 + vary(10), 10), [98 + vary(10), 92, 62 + vary(8)], tissue.liver, tissue.liver, 1),
    ...Array.from({ length: 9 }, (_, i) => {
      const size = 11 + 8 * random.uniform();
      const centre = at(-60 + 22 * i + vary(10), 85 + vary(30), vary(60));
      return organ(centre, [size * 1.4, size, size], i % 3 === 0 ? tissue.fluid : tissue.bowel, tissue.muscle, 2.5);
    }),
  ];
  const vessels = speckle(random.integer(2 ** 31), 22, 0.8, [2, 8]);
  return (x, y, z) => {
    const found = organTissueAt(organs, x, y, z);
    if (found === null) return tissue.fat;
    return (found === tissue.liver || found === tissue.kidney) && vessels(x, y, z) ? tissue.blood : found;
  };
}

/** Lungs on both sides of a mediastinum of fat, with aorta, superior vena cava, oesophagus and trachea. */
function thorax(body: BodyParameters, frame: HeartFrame, reach: HeartReach, random: RandomStream): Torso {
  const small = speckle(random.integer(2 ** 31), 9, 0.6, [0.8, 2.8]);
  const large = speckle(random.integer(2 ** 31), 20, 0.5, [1.5, 6]);
  const [hx, hy, hz] = frame.origin;
  const back = body.halfDepthMm * 0.4;
  const halfWidth = 24 + 10 * random.uniform();
  const frontFat = reach.septalMm * (0.2 + 0.25 * random.uniform());
  const vessel =
    (x: number, y: number, radius: number) =>
    (px: number, py: number): TissueCode | null => {
      const fromMiddle = distance(px - x, py - y);
      if (fromMiddle > radius + 1.5) return null;
      return fromMiddle < radius ? tissue.blood : tissue.muscle;
    };
  const vessels = [vessel(24, back, 10.5), vessel(-14, hy + 5, 15), vessel(-36, hy + 14, 9)];
  return (x, y, z) => {
    const aorta = vessels[0]!(x, y);
    if (aorta !== null) return aorta;
    const narrowed = Math.min(1, Math.max(0.3, 1 + y / 70));
    const toSide = Math.abs(x) - halfWidth * narrowed * (1 + 0.2 * Math.sin(z / 25 + y / 40));
    const isByHeart = distance(x - hx + 35, y - hy + 30, (z - hz) * 0.8) < frontFat;
    if (toSide > 0 && !isByHeart) {
      return small(x, y, z) || large(x, y, z) ? tissue.blood : tissue.lung;
    }
    if (z > hz) {
      for (const inChest of vessels.slice(1)) {
        const found = inChest(x, y);
        if (found !== null) return found;
      }
      if (distance(x, y - back + 12) < 8) return tissue.air;
    }
    return distance(x - 6, y - back + 2) < 6 ? tissue.muscle : tissue.fat;
  };
}

/** Math.hypot guards against overflow and is ten times as slow. */
function distance(x: number, y: number, z = 0): number {
  return Math.sqrt(x * x + y * y + z * z);
}

/** Vertebrae and discs, the canal behind them, and the muscles at their sides. */
function spine(body: BodyParameters) {
  const middle = body.halfDepthMm * 0.6;
  return (x: number, y: number, z: number): TissueCode | null => {
    if (y < middle - 18 || Math.abs(x) > 62) return null;
    const outline = distance(x / 20, (y - middle) / 16);
    if (outline < 1) {
      if (Math.abs(z - 28 * Math.round(z / 28)) < 3) return tissue.muscle;
      return outline > 0.92 ? tissue.bone : tissue.marrow;
    }
    const canal = distance(x, y - middle - 24);
    if (canal < 8.5) return canal < 4.5 ? tissue.muscle : tissue.fluid;
    if (y < middle + 8) return null;
    if (Math.abs(x) < 4) return tissue.bone;
    return distance((Math.abs(x) - 28) / 24, (y - middle - 30) / 20) < 1 ? tissue.muscle : null;
  };
}
