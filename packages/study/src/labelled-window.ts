/** Work on labels where there are any: most of a picture is background, and what changes labels need not walk it. */
import { cropGrid, type Extent, type LabelVolume } from "@cmrkit/imaging";

/** The window in i and j, all slices, that holds every label of every frame and a rim of background where there is room. */
interface LabelledWindow {
  readonly start: Extent;
  readonly size: Extent;
}

/**
 * The labels after `change` has seen only the window that holds them; what lies outside stays background.
 * @param change gives labels of the window's size. It must not depend on how much background surrounds the labels.
 */
export function changeLabelled(labels: LabelVolume, change: (window: LabelVolume) => LabelVolume): LabelVolume {
  const window = labelledWindow(labels);
  if (window === undefined) return labels;
  const cut: LabelVolume = {
    grid: cropGrid(labels.grid, window.start, window.size),
    frameCount: labels.frameCount,
    labels: new Uint8Array(labels.frameCount * window.size[0] * window.size[1] * window.size[2]),
  };
  for (const [inside, whole] of rowsOf(labels, window)) {
    cut.labels.set(labels.labels.subarray(whole, whole + window.size[0]), inside);
  }
  const changed = change(cut).labels;
  const result = labels.labels.slice();
  for (const [inside, whole] of rowsOf(labels, window)) {
    result.set(changed.subarray(inside, inside + window.size[0]), whole);
  }
  return { ...labels, labels: result };
}

function labelledWindow({ grid, labels }: LabelVolume): LabelledWindow | undefined {
  const [X, Y, Z] = grid.size;
  let [left, right, top, bottom] = [X, -1, Y, -1];
  for (const [at, label] of labels.entries()) {
    if (label === 0) continue;
    const i = at % X;
    const j = Math.floor(at / X) % Y;
    if (i < left) left = i;
    if (i > right) right = i;
    if (j < top) top = j;
    if (j > bottom) bottom = j;
  }
  if (right < 0) return undefined;
  const [i0, j0] = [Math.max(0, left - 1), Math.max(0, top - 1)];
  return { start: [i0, j0, 0], size: [Math.min(X, right + 2) - i0, Math.min(Y, bottom + 2) - j0, Z] };
}

/** Where each row of the window begins, in the window's labels and in the whole. */
function* rowsOf({ grid, frameCount }: LabelVolume, { start, size }: LabelledWindow): Generator<[number, number]> {
  const [X, Y] = grid.size;
  for (let slice = 0; slice < frameCount * size[2]; slice++) {
    for (let row = 0; row < size[1]; row++) {
      yield [(slice * size[1] + row) * size[0], (slice * Y + start[1] + row) * X + start[0]];
    }
  }
}
