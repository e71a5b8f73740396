/** What a user says of the person imaged: height, weight, sex, age. */
import { type BodySize, bodySurfaceAreaM2, CardiacError } from "@cmrkit/cardiac";
import type { Subject } from "@cmrkit/study";
import { type Command, InvalidArgumentError, Option } from "commander";
import { decimalNumber } from "./decimal-number.ts";
import { Misuse } from "./failure.ts";

export interface SubjectFlags {
  readonly height?: number;
  readonly weight?: number;
  readonly sex?: "m" | "f";
  readonly age?: number;
}

/** What sex and age are good for, where measures are held against reference ranges. */
const OF_RANGES = {
  sex: "gives reference ranges",
  age: "with the sex it gives z-scores, and ranges of a table by age",
};

/** @param goodFor What help says of sex and age, where there are no ranges. */
export function addSubjectOptions(command: Command, goodFor = OF_RANGES): Command {
  return command
    .option("--height <cm>", "body height; with the weight it gives indexed values", decimalNumber)
    .option("--weight <kg>", "body weight", decimalNumber)
    .addOption(new Option("--sex <sex>", goodFor.sex).choices(["m", "f"]))
    .option("--age <years>", goodFor.age, age);
}

/** @throws {Misuse} when only one of height and weight is given, or one is no person's. */
export function subjectOf({ height, weight, sex, age: ageYears }: SubjectFlags): Subject {
  const bodySize = bodySizeOf(height, weight);
  return {
    ...(sex !== undefined && { sex: sex === "m" ? ("male" as const) : ("female" as const) }),
    ...(ageYears !== undefined && { ageYears }),
    ...(bodySize !== undefined && { bodySize }),
  };
}

function bodySizeOf(heightCm: number | undefined, weightKg: number | undefined): BodySize | undefined {
  if (heightCm === undefined && weightKg === undefined) return undefined;
  if (heightCm === undefined || weightKg === undefined) {
    throw new Misuse("--height and --weight go together: both are needed for indexed values");
  }
  try {
    bodySurfaceAreaM2({ heightCm, weightKg });
  } catch (error) {
    if (error instanceof CardiacError) throw new Misuse(error.message);
    throw error;
  }
  return { heightCm, weightKg };
}

/** Beyond it nobody is; days or months were given. */
export const OLDEST_YEARS = 125;

function age(text: string): number {
  const years = decimalNumber(text);
  if (years >= 0 && years <= OLDEST_YEARS) return years;
  throw new InvalidArgumentError(`expected 0 to ${OLDEST_YEARS} years.`);
}
