import { describe, expect, test } from "vitest";
import { distance, type PlanePoint, type PlaneSize } from "./plane.ts";
import { rvInsertionPoints } from "./rv-insertion.ts";

const size = { X: 120, Y: 110 };
const centre: PlanePoint = [60.4, 55.2];
const EPICARDIUM = 24;
const ENDOCARDIUM = 15;

/** (Y, X): what a rule gives to each pixel centre. */
function drawn({ X, Y }: PlaneSize, labelAt: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: X * Y }, (_, at) => labelAt(at % X, Math.floor(at / X)));
}

/** The centre's neighbour in a direction, clockwise as displayed from x. */
function polar(radius: number, degrees: number): PlanePoint {
  const angle = (degrees * Math.PI) / 180;
  return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
}

/** A ring with a crescent on the side at `degrees`: what of a disc about a point 22 pixels off lies outside the ring. */
function heart(degrees: number, { rvRadius = 26, gap = 0 } = {}) {
  return (x: number, y: number): number => {
    const radius = distance([x, y], centre);
    if (radius <= ENDOCARDIUM) return 3;
    if (radius <= EPICARDIUM) return 2;
    return Number(radius > EPICARDIUM + gap && distance([x, y], polar(22, degrees)) <= rvRadius);
  };
}

/** Where the circle of the right ventricle crosses the epicardium: half the angle of the arc between both crossings. */
function halfArcDegrees(rvRadius: number): number {
  return (Math.acos((EPICARDIUM ** 2 + 22 ** 2 - rvRadius ** 2) / (2 * 22 * EPICARDIUM)) * 180) / Math.PI;
}

function onEpicardium(degrees: number): PlanePoint {
  return polar(EPICARDIUM, degrees);
}

function reasonOf(labelAt: (x: number, y: number) => number): string {
  const result = rvInsertionPoints(drawn(size, labelAt), size, "apex");
  return result.kind === "derived" ? "derived" : result.because;
}

describe("the insertion points of the right ventricle", () => {
  test("are where the two ventricles' outlines cross, within three pixels, at every angle", () => {
    for (const degrees of Array.from({ length: 12 }, (_, n) => 31 * n)) {
      const result = rvInsertionPoints(drawn(size, heart(degrees)), size, "apex");
      if (result.kind !== "derived") throw new Error(result.because);
      const { rvInsertionAnterior, rvInsertionInferior } = result.points;
      const half = halfArcDegrees(26);
      expect(distance(rvInsertionAnterior, onEpicardium(degrees + half)), `anterior at ${degrees}°`).toBeLessThan(3);
      expect(distance(rvInsertionInferior, onEpicardium(degrees - half)), `inferior at ${degrees}°`).toBeLessThan(3);
    }
  });

  test("of a right ventricle on the left of the picture are up and down as seen from the apex, down and up from the base", () => {
    const labels = drawn(size, heart(180));
    const anteriorY = (seenFrom: "apex" | "base") => {
      const result = rvInsertionPoints(labels, size, seenFrom);
      return result.kind === "derived" ? result.points.rvInsertionAnterior[1] : Number.NaN;
    };
    expect(anteriorY("apex")).toBeLessThan(centre[1] - 10);
    expect(anteriorY("base")).toBeGreaterThan(centre[1] + 10);
  });

  test("bear a gap of one pixel between ventricle and wall", () => {
    expect(reasonOf(heart(200, { gap: 0.9 }))).toBe("derived");
  });
});

describe("insertion points are not derivable", () => {
  const without = (label: number) => (x: number, y: number) => {
    const here = heart(180)(x, y);
    return here === label ? 0 : here;
  };

  test("where a structure is missing", () => {
    expect(reasonOf(without(1))).toBe("there is no right ventricular cavity");
    expect(reasonOf(without(2))).toBe("there is no left ventricular myocardium");
    expect(reasonOf(without(3))).toBe("there is no left ventricular cavity");
  });

  test("where the ventricles do not touch, or hardly", () => {
    expect(reasonOf(heart(180, { gap: 4 }))).toBe("the right ventricle does not touch the myocardium");
    const tip = (x: number, y: number) => (heart(180)(x, y) === 1 && Math.abs(y - 55) > 3 ? 0 : heart(180)(x, y));
    expect(reasonOf(tip)).toMatch(/^the right ventricle touches only \d+° of the myocardium$/);
  });

  test("where the right ventricle is in pieces, or touches in two places", () => {
    const notched = (depth: number) => (x: number, y: number) => {
      const cut = Math.abs(y - 55) < 12 && x > 60 - EPICARDIUM - depth && x < 60;
      return heart(180)(x, y) === 1 && cut ? 0 : heart(180)(x, y);
    };
    expect(reasonOf(notched(40))).toBe("the right ventricular cavity is in 2 large parts");
    expect(reasonOf(notched(8))).toBe("the right ventricle touches the myocardium in separate places");
  });

  test("where the right ventricle goes round", () => {
    expect(reasonOf(heart(180, { rvRadius: 43 }))).toMatch(/^the right ventricle surrounds \d+° of the myocardium$/);
  });
});
