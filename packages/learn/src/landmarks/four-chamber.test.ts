import { distance, fourChamberLandmarks, type PlanePoint } from "@cmrkit/cardiac/landmarks";
import { describe, expect, test } from "vitest";
import { cutEllipse, drawn, fromFrame } from "./testing/shapes.ts";

const size = { X: 140, Y: 130 };
const centre: PlanePoint = [70.3, 64.8];
const angles = Array.from({ length: 12 }, (_, n) => 31 * n + 4);

function pointsOf(labelAt: (x: number, y: number) => number) {
  const result = fourChamberLandmarks(drawn(size, labelAt), size, "left hand");
  if (result.kind !== "derived") throw new Error(result.because);
  return result.points;
}

function reasonOf(labelAt: (x: number, y: number) => number, septum: "left hand" | "below" = "left hand"): string {
  const result = fourChamberLandmarks(drawn(size, labelAt), size, septum);
  return result.kind === "derived" ? "derived" : result.because;
}

describe("landmarks of a cavity in four chambers", () => {
  test.each([
    ["half an ellipse", { length: 56, halfWidth: 18, beyond: 0 }],
    ["a short half ellipse", { length: 42, halfWidth: 15, beyond: 0 }],
    ["an ellipse cut beyond its middle, narrower at the base", { length: 40, halfWidth: 19, beyond: 20 }],
  ])("are within two pixels at every angle: %s", (_name, ellipse) => {
    const { length, halfWidth, beyond } = ellipse;
    const halfBase = halfWidth * Math.sqrt(1 - (beyond / length) ** 2);
    for (const degrees of angles) {
      const frame = { centre, degrees };
      const { apex, mitralAnnulusSeptal, mitralAnnulusLateral } = pointsOf(cutEllipse(frame, ellipse));
      expect(distance(apex, fromFrame(frame, length, 0)), `apex at ${degrees}°`).toBeLessThan(2);
      expect(distance(mitralAnnulusSeptal, fromFrame(frame, -beyond, -halfBase)), `septal at ${degrees}°`).toBeLessThan(
        2,
      );
      expect(
        distance(mitralAnnulusLateral, fromFrame(frame, -beyond, halfBase)),
        `lateral at ${degrees}°`,
      ).toBeLessThan(2);
    }
  });

  test("name the septal end by the side that the caller knows", () => {
    const frame = { centre, degrees: -45 }; // the apex up right
    const cavity = drawn(size, cutEllipse(frame, { length: 56, halfWidth: 18, beyond: 0 }));
    const septal = (septum: "left hand" | "right hand" | "below") => {
      const result = fourChamberLandmarks(cavity, size, septum);
      return result.kind === "derived" ? result.points.mitralAnnulusSeptal : undefined;
    };
    const [upper, lower] = [fromFrame(frame, 0, -18), fromFrame(frame, 0, 18)];
    expect(distance(septal("left hand")!, upper)).toBeLessThan(2);
    expect(distance(septal("right hand")!, lower)).toBeLessThan(2);
    expect(distance(septal("below")!, lower)).toBeLessThan(2);
  });

  test("pass over specks beside the cavity", () => {
    const cavity = cutEllipse({ centre, degrees: 30 }, { length: 50, halfWidth: 18, beyond: 0 });
    expect(pointsOf((x, y) => Number(cavity(x, y) === 1 || (x < 5 && y < 5 && x > 2 && y > 2)))).toEqual(
      pointsOf(cavity),
    );
  });
});

describe("landmarks are not derivable", () => {
  const half = (degrees: number, at = centre) =>
    cutEllipse({ centre: at, degrees }, { length: 50, halfWidth: 18, beyond: 0 });

  test("from an empty mask", () => {
    expect(reasonOf(() => 0)).toBe("there is no left ventricular cavity");
  });

  test("from a few pixels", () => {
    expect(reasonOf((x, y) => Number(x >= 10 && x < 15 && y >= 10 && y < 15))).toBe("the cavity has only 25 pixels");
  });

  test("from several large parts", () => {
    const two = (x: number, y: number) => Number(half(0, [20, 30])(x, y) + half(0, [60, 100])(x, y) > 0);
    expect(reasonOf(two)).toBe("the left ventricular cavity is in 2 large parts");
  });

  test("at the border of the image", () => {
    expect(reasonOf(half(0, [100, 60]))).toBe("the cavity touches the border of the image, which may cut it");
  });

  test("from a disc or an ellipse, which have no base", () => {
    const whole = (halfWidth: number) => cutEllipse({ centre, degrees: 20 }, { length: 40, halfWidth, beyond: 40 });
    expect(reasonOf(whole(40))).toBe("no end of the cavity stands out as its base");
    expect(reasonOf(whole(20))).toBe("no end of the cavity stands out as its base");
  });

  test("from a ragged outline", () => {
    const arms = (x: number, y: number) =>
      Number(Math.abs(x - 70) + Math.abs(y - 60) < 50 && Math.min(Math.abs(x - 70), Math.abs(y - 60)) < 6);
    expect(reasonOf(arms)).toBe("the cavity's outline is too ragged");
  });

  test("by the lower end of a base that is level", () => {
    expect(reasonOf(half(-90, [70, 90]), "below")).toBe("neither end of the base lies clearly below the other");
  });
});
