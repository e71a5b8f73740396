/** Writes the images of a cine as one enhanced multi-frame object, as other scanners export them. */

import type { Keyword } from "../attributes.ts";
import { concatenate, type ElementValue, encodeDataset } from "../write-elements.ts";
import { type MrInstanceToWrite, writeMrInstance } from "../write-mr-instance.ts";
import { type Recoding, recode } from "./recode.ts";

export type Values = Partial<Record<Keyword, ElementValue>>;

/** What a test may change: groups of a frame, elements of the object, how pixels are encoded. */
export interface EnhancedChange {
  readonly groups?: (image: MrInstanceToWrite) => Values;
  readonly shared?: Values;
  readonly values?: Recoding["values"];
  readonly recoding?: Omit<Recoding, "values">;
}

/** One object whose frames are the images, in their order; what places and times them lies in per-frame groups. */
export function enhancedFile(images: readonly MrInstanceToWrite[], change: EnhancedChange = {}): Uint8Array {
  const { groups = perFrameGroups, shared = sharedGroups(images[0]!), values, recoding } = change;
  const pixels = concatenate(images.map(({ pixels: own }) => new Uint8Array(own.slice().buffer)));
  return recode(writeMrInstance(images[0]!), {
    ...recoding,
    values: {
      ...classicOnly,
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.4.1",
      NumberOfFrames: images.length,
      SharedFunctionalGroupsSequence: sequence(shared),
      PerFrameFunctionalGroupsSequence: sequence(...images.map(groups)),
      PixelData: pixels,
      ...values,
    },
  });
}

/** The elements of a classic image that an enhanced object does not hold at its top. */
const classicOnly: Recoding["values"] = {
  ImagePositionPatient: undefined,
  ImageOrientationPatient: undefined,
  PixelSpacing: undefined,
  SliceThickness: undefined,
  SpacingBetweenSlices: undefined,
  TriggerTime: undefined,
  NominalInterval: undefined,
  HeartRate: undefined,
  CardiacNumberOfImages: undefined,
  TemporalPositionIdentifier: undefined,
};

export function sharedGroups(image: MrInstanceToWrite): Values {
  return {
    PlaneOrientationSequence: sequence({ ImageOrientationPatient: image.imageOrientationPatient }),
    PixelMeasuresSequence: sequence({
      PixelSpacing: image.pixelSpacingMm,
      SliceThickness: image.sliceThicknessMm,
      SpacingBetweenSlices: image.spacingBetweenSlicesMm ?? "",
    }),
    PixelValueTransformationSequence: sequence({ RescaleIntercept: 0, RescaleSlope: 1 }),
  };
}

export function perFrameGroups(image: MrInstanceToWrite): Values {
  return {
    FrameContentSequence: sequence({ TemporalPositionIndex: unsignedLong(image.temporalPositionIdentifier ?? 0) }),
    PlanePositionSequence: sequence({ ImagePositionPatient: image.imagePositionPatientMm }),
    CardiacSynchronizationSequence: sequence({
      NominalCardiacTriggerDelayTime: double(image.triggerTimeMs ?? 0),
      RRIntervalTimeNominal: double(image.nominalIntervalMs ?? 0),
    }),
  };
}

/** The value of a sequence with these items, each of a stated length. */
export function sequence(...items: readonly Values[]): Uint8Array {
  return concatenate(items.map((values) => itemOf(encodeDataset(values))));
}

function itemOf(content: Uint8Array): Uint8Array {
  const head = new Uint8Array([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  new DataView(head.buffer).setUint32(4, content.length, true);
  return concatenate([head, content]);
}

function double(value: number): Uint8Array {
  return new Uint8Array(new Float64Array([value]).buffer);
}

function unsignedLong(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array([value]).buffer);
}
