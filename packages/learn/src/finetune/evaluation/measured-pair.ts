/** A clinical number as the predicted and as the expert's masks give it. */
import type { Measured } from "@cmrkit/cardiac";

export interface MeasuredPair<Name extends string> {
  readonly name: Name;
  readonly predicted: Measured;
  readonly reference: Measured;
}
