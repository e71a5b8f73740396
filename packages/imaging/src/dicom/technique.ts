/**
 * How an image was made, as far as its header says it: what tells a cine from a map or a flow measurement.
 *
 * These attributes serve as evidence only, never to place or scale an image. So a value that cannot be read counts as not
 * stated, and refuses no image. Source: DICOM PS3.3 C.8.3.1 (MR Image), C.8.13.4 (MR Pulse Sequence), C.8.13.5 (macros of
 * enhanced MR), C.7.6.16.2.11 (Real World Value Mapping).
 */
import type { Keyword } from "./attributes.ts";
import { type Dataset, doubleOf, itemsOf, numberOf, textOf, textsOf, wordsOf } from "./dataset.ts";
import { DicomError } from "./errors.ts";

/** Undefined fields are absent, empty or unreadable. */
export interface Technique {
  /** Free text of the scanner: for the user's screen, not for logs. */
  readonly protocolName: string | undefined;
  /** The scanner's own name of its sequence; of an enhanced object its Pulse Sequence Name. */
  readonly sequenceName: string | undefined;
  readonly scanningSequence: readonly string[];
  readonly sequenceVariant: readonly string[];
  readonly repetitionTimeMs: number | undefined;
  readonly echoTimeMs: number | undefined;
  /** Zero, with which some scanners fill what was not done, counts as not stated. */
  readonly inversionTimeMs: number | undefined;
  readonly flipAngleDeg: number | undefined;
  /** MAGNITUDE, PHASE, REAL, IMAGINARY or MIXED. */
  readonly complexImageComponent: string | undefined;
  /** What numbers mean after rescaling, such as `ms`; of a real-world value its UCUM unit. */
  readonly unit: string | undefined;
  readonly isPhaseContrast: boolean;
  /** Of a frame; the largest velocity that is encoded, in cm/s. */
  readonly velocityEncodingCmPerS: number | undefined;
  /** Whether saturated lines or grids were laid over the muscle. */
  readonly isTagged: boolean;
}

/** Of an image whose header was not kept. */
export const unknownTechnique: Technique = Object.freeze({
  protocolName: undefined,
  sequenceName: undefined,
  scanningSequence: [],
  sequenceVariant: [],
  repetitionTimeMs: undefined,
  echoTimeMs: undefined,
  inversionTimeMs: undefined,
  flipAngleDeg: undefined,
  complexImageComponent: undefined,
  unit: undefined,
  isPhaseContrast: false,
  velocityEncodingCmPerS: undefined,
  isTagged: false,
});

export function readTechnique(dataset: Dataset): Technique {
  const text = (keyword: Keyword) => orNotStated(() => textOf(dataset, keyword));
  const texts = (keyword: Keyword) => orNotStated(() => textsOf(dataset, keyword)) ?? [];
  const number = (keyword: Keyword) => orNotStated(() => numberOf(dataset, keyword));
  const double = (keyword: Keyword) => orNotStated(() => doubleOf(dataset, keyword));
  return Object.freeze({
    protocolName: orNotStated(() => wordsOf(dataset, "ProtocolName")),
    sequenceName: text("SequenceName") ?? text("PulseSequenceName"),
    scanningSequence: texts("ScanningSequence"),
    sequenceVariant: texts("SequenceVariant"),
    repetitionTimeMs: number("RepetitionTime"),
    echoTimeMs: number("EchoTime") ?? double("EffectiveEchoTime"),
    inversionTimeMs: number("InversionTime") || double("InversionTimes") || undefined,
    flipAngleDeg: number("FlipAngle"),
    complexImageComponent: text("ComplexImageComponent"),
    unit: text("RescaleType") ?? orNotStated(() => realWorldUnit(dataset)),
    isPhaseContrast: text("PhaseContrast") === "YES",
    velocityEncodingCmPerS: double("VelocityEncodingMaximumValue") || undefined,
    isTagged: ["GRID", "LINE"].includes(text("Tagging") ?? ""),
  });
}

function realWorldUnit(dataset: Dataset): string | undefined {
  const [mapping] = itemsOf(dataset, "RealWorldValueMappingSequence");
  const [unit] = mapping === undefined ? [] : itemsOf(mapping, "MeasurementUnitsCodeSequence");
  return unit && textOf(unit, "CodeValue");
}

function orNotStated<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}
