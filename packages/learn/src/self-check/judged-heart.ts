/** Hearts with experts' outlines, as the judge learns from them and is tried on them. */
import { type LabelVolume, spacingMm, type Volume } from "@cmrkit/imaging";
import { type HeartBox, heartBox, type LabelledPhases } from "@cmrkit/study";
import { type LabelledHeart, listHearts, readHeart } from "../datasets/labelled-hearts.ts";
import type { OutlinePair } from "./damages.ts";

export interface JudgedHeart {
  readonly id: string;
  /** End-diastole and end-systole, as two frames. */
  readonly volume: Volume;
  /** As the expert drew them. */
  readonly outlines: OutlinePair;
}

/** The patients of an ACDC set, twins once. @throws {LearnError} as `listHearts` and `readHeart`. */
export async function acdcHearts(folder: string): Promise<readonly JudgedHeart[]> {
  const cases = [...Map.groupBy(listHearts(folder, "acdc"), ({ patient }) => patient).values()].map(
    ([first]) => first!,
  );
  const hearts = [];
  for (const each of cases) hearts.push(judgedHeart(await readHeart(each)));
  return hearts;
}

function judgedHeart({ id, ed, es }: LabelledHeart): JudgedHeart {
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
