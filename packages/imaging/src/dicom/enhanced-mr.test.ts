import { expect, test } from "vitest";
import { assembleCine } from "./cine.ts";
import { parseDicomInstance, parseDicomInstances } from "./instance.ts";
import { type EnhancedChange, enhancedFile, perFrameGroups, sequence, sharedGroups } from "./testing/enhanced-cine.ts";
import { obliqueCine, obliqueImage } from "./testing/oblique-cine.ts";
import { refusalOf } from "./testing/refusal.ts";

/** 4 slices × 3 frames, the frames of one moment together: another order than that of the volume. */
const images = [0, 1, 2].flatMap((t) => [3, 1, 0, 2].map((k) => obliqueImage(k, t, 3)));

function parse(change: EnhancedChange = {}) {
  return parseDicomInstances(enhancedFile(images, change), "enhanced.dcm");
}

test("an enhanced object makes the same cine as classic images do", () => {
  const { volume, sopInstanceUids, sourceFrameNumbers, sopClassUid, ...cine } = assembleCine(parse());
  const classic = assembleCine(obliqueCine(4, 3));
  expect(volume).toEqual(classic.volume);
  expect(cine.sliceSpacingMm).toBe(classic.sliceSpacingMm);
  expect(cine.heartRatePerMin).toBe(75);
  expect(cine.frameOrderedBy).toBe("trigger-time");
  expect(cine.warnings).toEqual([]);
  expect(sopClassUid).toBe("1.2.840.10008.5.1.4.1.1.4.1");
  expect(new Set(sopInstanceUids.flat()).size).toBe(1);
  expect(sourceFrameNumbers).toEqual([
    [3, 2, 4, 1],
    [7, 6, 8, 5],
    [11, 10, 12, 9],
  ]);
  expect(classic.sourceFrameNumbers).toBeUndefined();
});

test("a frame's own groups count before those that all frames share", () => {
  const groups: EnhancedChange["groups"] = (image) => ({
    ...perFrameGroups(image),
    PixelValueTransformationSequence: sequence({ RescaleIntercept: -image.instanceNumber, RescaleSlope: 2 }),
  });
  const scales = parse({ groups }).map(({ pixels }) => [pixels.rescaleSlope, pixels.rescaleIntercept]);
  expect(scales).toEqual(images.map(({ instanceNumber }) => [2, -instanceNumber]));
});

test("without trigger delays the temporal position index orders the frames", () => {
  const groups: EnhancedChange["groups"] = (image) => {
    const { CardiacSynchronizationSequence: _, ...others } = perFrameGroups({
      ...image,
      temporalPositionIdentifier: 9 - (image.temporalPositionIdentifier ?? 0),
    });
    return others;
  };
  const { volume, frameOrderedBy } = assembleCine(parse({ groups }));
  expect(frameOrderedBy).toBe("temporal-position-identifier");
  expect(volume.data[0]).toBe(2000);
});

test("attributes that a converted object left unassigned are read where they stand", () => {
  const groups: EnhancedChange["groups"] = (image) => {
    const { CardiacSynchronizationSequence: _, ...others } = perFrameGroups(image);
    return {
      ...others,
      UnassignedPerFrameConvertedAttributesSequence: sequence({ TriggerTime: image.triggerTimeMs ?? 0 }),
    };
  };
  const instances = parse({ groups, values: { SOPClassUID: "1.2.840.10008.5.1.4.1.1.4.4" } });
  expect(instances.map(({ triggerTimeMs }) => triggerTimeMs)).toEqual(images.map(({ triggerTimeMs }) => triggerTimeMs));
});

test("an object with frames in several directions keeps each frame's own", () => {
  const groups: EnhancedChange["groups"] = (image) => ({
    ...perFrameGroups(image),
    ...(image.instanceNumber === 1 && {
      PlaneOrientationSequence: sequence({ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }),
    }),
  });
  const axial = parse({ groups }).filter(({ imageOrientationPatient }) => imageOrientationPatient[0] === 1);
  expect(axial.map(({ frameNumber }) => frameNumber)).toEqual([3]);
});

test.each<[string, string, EnhancedChange]>([
  ["more frames than functional groups", "invalid-attribute", { values: { NumberOfFrames: 13 } }],
  ["a lying number of frames", "invalid-attribute", { values: { NumberOfFrames: 2_000_000_000 } }],
  ["no number of frames", "missing-attribute", { values: { NumberOfFrames: undefined } }],
  ["no functional groups", "missing-attribute", { values: { PerFrameFunctionalGroupsSequence: undefined } }],
  ["no plane", "missing-attribute", { shared: {} }],
  [
    "no position",
    "missing-attribute",
    { groups: (image) => ({ ...perFrameGroups(image), PlanePositionSequence: sequence({}) }) },
  ],
  ["colour", "unsupported-pixel-format", { values: { SamplesPerPixel: 3, PhotometricInterpretation: "RGB" } }],
  ["pixels of fewer frames", "truncated", { values: { PixelData: new Uint8Array(12 * 2 * 11) } }],
])("an enhanced object with %s is refused as %s", (_, kind, change) => {
  expect(refusalOf(() => parse(change)).kind).toBe(kind);
});

test("an enhanced object of one frame is an image, one of several is not one", () => {
  const single = enhancedFile([images[0]!], { shared: sharedGroups(images[0]!) });
  expect(parseDicomInstance(single, "single.dcm").frameNumber).toBe(1);
  const error = refusalOf(() => parseDicomInstance(enhancedFile(images), "several.dcm"));
  expect(error.kind).toBe("unsupported-multi-frame");
  expect(error.details).toEqual({ source: "several.dcm", frames: 12 });
});
