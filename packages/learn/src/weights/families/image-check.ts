/** cmrkit's check of images: CineMA's encoder of the short axis, and what it usually sees. */
import { ParameterScope, zeros } from "@cmrkit/nn";
import { STACK_WINDOW_SIZE } from "@cmrkit/study";
import { usualNames } from "../../self-check/image-features.ts";
import { shapeOf } from "../tensor-shapes.ts";
import { encoderFamily } from "./cinema.ts";
import type { Family } from "./family.ts";

const TITLE = "cmrkit's check of images";

export const imageCheckFamily: Family = {
  recognise: (shapes, hints) => {
    if (!shapes.has(usualNames.mean)) return undefined;
    const sizes = { imageSizes: { sax: STACK_WINDOW_SIZE }, ...hints };
    const encoder = encoderFamily.recognise(shapes, sizes);
    const width = shapeOf(shapes, TITLE, usualNames.mean, [2])[1]!;
    return (
      encoder && {
        ...encoder,
        family: "image-check",
        title: TITLE,
        facts: [...encoder.facts, ["usual images", `mean, scale and precision of ${width} features`]],
        specs: [...encoder.specs, ...usualSpecs(width)],
      }
    );
  },
};

function usualSpecs(width: number): ParameterScope["specs"] {
  const scope = new ParameterScope();
  scope.buffer(usualNames.mean, [1, width], zeros);
  scope.buffer(usualNames.scale, [1, width], zeros);
  scope.buffer(usualNames.precision, [width, width], zeros);
  return scope.specs;
}
