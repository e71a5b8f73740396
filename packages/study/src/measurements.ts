/** The whole of `measurements.json`: cardiac's measures, with the input and the model that they come from. */
import type { FunctionMeasurements } from "@cmrkit/cardiac";
import type { InputFacts } from "./input/study-input.ts";
import type { Comparison } from "./reference.ts";
import type { Subject } from "./subject.ts";
import type { WallMeasurements } from "./wall.ts";
import type { StudyWarning } from "./warning.ts";

export interface ModelFacts {
  readonly name: string;
  readonly sha256: string;
  /** Of the weights. */
  readonly licence: string;
}

export interface StudyMeasurements extends Omit<FunctionMeasurements, "warnings"> {
  /** Name and version of the program. */
  readonly software: string;
  readonly input: InputFacts;
  /** What ranges and indexed values rest on: as the user gave it, else as the header says. */
  readonly subject: Subject;
  readonly model: ModelFacts;
  /** Each ranged measure among those of healthy people. */
  readonly reference: Comparison;
  /** Segment by segment, and the strain of contours. */
  readonly wall: WallMeasurements;
  readonly warnings: readonly StudyWarning[];
}

/** As a file: schema first, values neither rounded nor clamped. */
export function measurementsJson(measurements: StudyMeasurements): string {
  return `${JSON.stringify(measurements, null, 2)}\n`;
}
