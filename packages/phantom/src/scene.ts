/** All that is drawn in one image, ready for look-up: the moments of the beat, the trunk, the light of the coil. */
import { type BasalAnatomy, basalAnatomy } from "./basal-anatomy.ts";
import type { Contrast } from "./contrast.ts";
import { type DrawnMoment, drawnMoment, surface, surfaceCount, surfaceDetail } from "./drawn-moment.ts";
import { type Heart, momentOf } from "./heart.ts";
import { angleOf, nodeCount } from "./polar-map.ts";
import { type HeartFrame, heartFrame } from "./pose.ts";
import { coilSensitivity } from "./receiver.ts";
import type { CineScan } from "./scan.ts";
import { smoothField } from "./texture.ts";
import { type HeartReach, type Torso, torso } from "./torso.ts";

export interface Scene {
  readonly heart: Heart;
  readonly frame: HeartFrame;
  readonly moments: readonly DrawnMoment[];
  readonly base: BasalAnatomy;
  readonly torso: Torso;
  /** Coil sensitivity and the unevenness of tissue at a point of the patient, about 1. */
  readonly shading: (x: number, y: number, z: number) => number;
  /** How bright streaming blood is at point number `at` of (point, LPS) and a phase of the cycle, about 1. */
  readonly inflow: (points: Float64Array, at: number, phase: number) => number;
  /** Stored value of each tissue by its code. */
  readonly signals: Float64Array;
  readonly reach: HeartReach;
}

/** Unevenness of tissue and of streaming blood: amplitude, and the length over which it changes. */
const GRAIN = 0.04;
const GRAIN_MM = 22;
const INFLOW = 0.14;
const INFLOW_MM = 60;
/** How far the pattern of inflow drifts to and fro in a beat. */
const INFLOW_DRIFT_MM = 25;

/** @param phases of the cycle that are shown, in [0, 1). */
export function sceneOf(heart: Heart, scan: CineScan, contrast: Contrast, phases: readonly number[]): Scene {
  const { pose, body } = heart.parameters;
  const frame = heartFrame(pose);
  const detail = surfaceDetail(heart);
  const moments = phases.map((phase) => drawnMoment(heart, detail, momentOf(heart, phase)));
  const reach = heartReach(moments[0]!);
  return Object.freeze({
    ...(contrast.isShaded ? lightOf(heart, frame, scan) : EVEN_LIGHT),
    heart,
    frame,
    moments,
    base: basalAnatomy(heart),
    torso: torso(body, frame, reach),
    signals: contrast.values,
    reach,
  });
}

type Light = Pick<Scene, "shading" | "inflow">;

const EVEN_LIGHT: Light = { shading: () => 1, inflow: () => 1 };

function lightOf({ parameters: { body } }: Heart, frame: HeartFrame, scan: CineScan): Light {
  const coil = coilSensitivity(body, frame, scan.coilShading);
  const grain = smoothField(body.textureSeed + 1, GRAIN_MM);
  const stream = smoothField(body.textureSeed + 2, INFLOW_MM);
  return {
    shading: (x, y, z) => coil(x, y, z) * (1 + GRAIN * grain(x, y, z)),
    inflow: (points, at, phase) => {
      const drift = INFLOW_DRIFT_MM * Math.sin(2 * Math.PI * phase);
      return 1 + INFLOW * stream(points[3 * at]!, points[3 * at + 1]! + drift, points[3 * at + 2]!);
    },
  };
}

function heartReach({ surfacesMm2 }: DrawnMoment): HeartReach {
  const reach = { anyMm: 0, inferiorMm: 0, septalMm: 0 };
  for (let node = 0; node < nodeCount; node++) {
    const distance = Math.sqrt(surfacesMm2[node * surfaceCount + surface.pericardium]!);
    reach.anyMm = Math.max(reach.anyMm, distance);
    reach.inferiorMm = Math.max(reach.inferiorMm, distance * Math.sin(angleOf(node)));
    reach.septalMm = Math.max(reach.septalMm, -distance * Math.cos(angleOf(node)));
  }
  return Object.freeze(reach);
}
