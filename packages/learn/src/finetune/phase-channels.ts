/** End-diastole and end-systole as one image, as networks see them that answer for the beating heart. */
import { type Phase, phases } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";
import type { PreparedImage } from "./prepared-image.ts";

interface PhaseImage {
  readonly phase: Phase | undefined;
  readonly image: PreparedImage;
}

/**
 * The channels of end-diastole, then those of end-systole; everything else is that of end-diastole.
 * @throws {LearnError} `bad-image` when there are not one image of each, `grids-differ` when their voxels differ in number.
 */
export function phasesAsChannels(images: readonly PhaseImage[], subject: string): PreparedImage {
  const [ed, es] = phases.map((phase) => images.find((each) => each.phase === phase)?.image);
  if (!ed || !es || images.length !== 2)
    throw new LearnError(
      "bad-image",
      `${subject} has ${countOf(images)}; data.frames: channels needs one of each, of one view`,
    );
  if (String(ed.size) !== String(es.size))
    throw new LearnError("grids-differ", `${subject}: ED is ${ed.size.join(" × ")}, ES ${es.size.join(" × ")}`);
  const data = new Float32Array(2 * ed.data.length);
  data.set(ed.data);
  data.set(es.data, ed.data.length);
  const [C, Z, Y, X] = ed.size;
  return { ...ed, data, size: [2 * C, Z, Y, X] };
}

function countOf(images: readonly PhaseImage[]): string {
  const count = (wanted: Phase) => images.filter(({ phase }) => phase === wanted).length;
  return `images of ${phases.map((phase) => `${phase.toUpperCase()}: ${count(phase)}`).join(", of ")}`;
}
