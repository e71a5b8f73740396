import { expect, test } from "vitest";
import { parseDicomInstance, parseDicomInstances } from "./instance.ts";
import { enhancedFile, perFrameGroups, sequence, sharedGroups } from "./testing/enhanced-cine.ts";
import { obliqueImage } from "./testing/oblique-cine.ts";
import { recode } from "./testing/recode.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

const file = writeMrInstance(obliqueImage(0, 0, 1));

test("what a classic header says of its technique is read", () => {
  const values = {
    ProtocolName: "LGE psir sax",
    SequenceName: "*tfl2d1_25",
    InversionTime: 280,
    RescaleType: "ms",
  };
  expect(parseDicomInstance(recode(file, { values }), "one.dcm").technique).toEqual({
    protocolName: "LGE psir sax",
    sequenceName: "*tfl2d1_25",
    scanningSequence: ["GR"],
    sequenceVariant: ["SS"],
    repetitionTimeMs: 3.2,
    echoTimeMs: 1.6,
    inversionTimeMs: 280,
    flipAngleDeg: 50,
    complexImageComponent: undefined,
    unit: "ms",
    isPhaseContrast: false,
    velocityEncodingCmPerS: undefined,
    isTagged: false,
  });
});

test("a frame of an enhanced object says it in its functional groups", () => {
  const images = [obliqueImage(0, 0, 2), obliqueImage(0, 1, 2)];
  const doubles = (value: number) => new Uint8Array(Float64Array.of(value).buffer);
  const bytes = enhancedFile(images, {
    shared: {
      ...sharedGroups(images[0]!),
      MREchoSequence: sequence({ EffectiveEchoTime: doubles(2.5) }),
      MRVelocityEncodingSequence: sequence({ VelocityEncodingMaximumValue: doubles(150) }),
    },
    groups: (image) => ({
      ...perFrameGroups(image),
      MRModifierSequence: sequence({ InversionTimes: doubles(image === images[0] ? 100 : 180), Tagging: "GRID" }),
    }),
    values: { PulseSequenceName: "flow2d", PhaseContrast: "YES", EchoTime: undefined },
  });
  const techniques = parseDicomInstances(bytes, "enhanced.dcm").map(({ technique }) => technique);
  expect(techniques.map(({ inversionTimeMs }) => inversionTimeMs)).toEqual([100, 180]);
  expect(techniques[0]).toMatchObject({
    sequenceName: "flow2d",
    echoTimeMs: 2.5,
    isPhaseContrast: true,
    velocityEncodingCmPerS: 150,
    isTagged: true,
  });
});

test.each<[string, Parameters<typeof recode>[1]["values"]]>([
  ["zero", { InversionTime: 0 }],
  ["text", { InversionTime: new TextEncoder().encode("none") }],
  ["several", { InversionTime: [100, 200] }],
])("an inversion time of %s counts as not stated and refuses no image", (_, values) => {
  expect(parseDicomInstance(recode(file, { values }), "one.dcm").technique.inversionTimeMs).toBeUndefined();
});
