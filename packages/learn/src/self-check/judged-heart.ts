/** Hearts with experts' outlines, as the judge learns from them and is tried on them. */
import { type LabelVolume, spacingMm, type Volume } from "@cmrkit/imaging";
import { type HeartBox, heartBox, type LabelledPhases } from "@cmrkit/study";
import { type AcdcPatient, listAcdc, readAcdcPatient } from "../datasets/acdc.ts";
import { acdcPatientOf } from "../datasets/acdc-twins.ts";
import type { OutlinePair } from "./damages.ts";

export interface JudgedHeart {
  readonly id: string;
  /** End-diastole and end-systole, as two frames. */
  readonly volume: Volume;
  /** As the expert drew them. */
  readonly outlines: OutlinePair;
}

/** The patients of a folder in ACDC's layout, twins once. @throws {LearnError} as `readAcdcPatient`. */
export function acdcHearts(folder: string): readonly JudgedHeart[] {
  const patients = listAcdc(folder).filter(({ id }) => acdcPatientOf(id) === id);
  return patients.map((each) => judgedHeart(readAcdcPatient(folder, each)));
}

function judgedHeart({ id, ed, es }: AcdcPatient): JudgedHeart {
  const { grid } = ed.image;
  const data = new Float32Array(ed.image.data.length + es.image.data.length);
  data.set(ed.image.data);
  data.set(es.image.data, ed.image.data.length);
  const [pixelMm] = spacingMm(grid.ijkToLps);
  return {
    id,
    volume: { ...ed.image, frameCount: 2, data },
    outlines: { ed: ed.labels.labels, es: es.labels.labels, size: grid.size, pixelMm },
  };
}

/** A heart's pictures with some outlines of it. */
export function labelledPhases({ volume }: JudgedHeart, { ed, es }: OutlinePair): LabelledPhases {
  const both = new Uint8Array(ed.length + es.length);
  both.set(ed);
  both.set(es, ed.length);
  const labels: LabelVolume = { grid: volume.grid, frameCount: 2, labels: both };
  return { volume, labels, endDiastoleIndex: 0, endSystoleIndex: 1 };
}

/** Pixels of the boxes to learn from: views are shifted within them. */
const LEARNT_BOX_SIZE = 96;

export function learntBox(heart: JudgedHeart): HeartBox {
  return heartBox(labelledPhases(heart, heart.outlines), LEARNT_BOX_SIZE);
}
