/** A heart's two phases labelled together, and corrected as the clinical path does. */
import { type LabelVolume, labelFrameOf, type Volume } from "@cmrkit/imaging";
import { correctLabels, type Segmenter } from "@cmrkit/study";

/** Labels of end-diastole and end-systole on one grid, in cmrkit's numbers. */
export interface PhaseLabels {
  readonly ed: LabelVolume;
  readonly es: LabelVolume;
}

/** @throws as the segmenter, and as `correctLabels`. */
export async function labelPhases(segmenter: Segmenter, ed: Volume, es: Volume): Promise<PhaseLabels> {
  const { labels } = correctLabels(await segmenter.segment(joined(ed, es)));
  return { ed: labelFrameOf(labels, 0), es: labelFrameOf(labels, 1) };
}

/** Two frames of one heart as one volume. */
function joined(ed: Volume, es: Volume): Volume {
  const data = new Float32Array(ed.data.length + es.data.length);
  data.set(ed.data);
  data.set(es.data, ed.data.length);
  return { grid: ed.grid, frameCount: 2, data };
}
