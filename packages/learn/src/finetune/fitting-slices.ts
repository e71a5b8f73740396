/** Whether a model can be asked about an image of so many slices. */
import { LearnError } from "../errors.ts";
import type { FinetuneConfig } from "./config.ts";

/**
 * An image does not say of what view it is: a stack given to a model of long-axis planes, or a plane to one of stacks, is
 * taken for a mistake.
 * @param Z Slices of the image.
 * @throws {LearnError} `bad-image`.
 */
export function requireSlicesFor({ data, window }: FinetuneConfig, Z: number, subject: string): void {
  const ofPlanes = data.views?.every((view) => view.startsWith("lax")) ?? false;
  if (ofPlanes && Z > 1)
    throw new LearnError(
      "bad-image",
      `${subject} has ${Z} slices; the model learnt from single planes (${data.views})`,
    );
  if (Z === 1 && (window.slices ?? 1) > 1)
    throw new LearnError("bad-image", `${subject} has one slice; the model looks at stacks of ${window.slices}`);
}
