/**
 * Colours as DICOM recommends them for display: CIELab under D50, scaled to 16 bits.
 *
 * Source: DICOM PS3.3 C.10.7.1.1 for the scaling; IEC 61966-2-1 (sRGB) and Bradford's adaptation from D65 to D50, whose
 * product is the matrix below (Lindbloom, brucelindbloom.com, sRGB to XYZ under D50).
 */

/** @param colour `#rrggbb` in sRGB. @returns L* in 0…65535, a* and b* with 0 at 32896. */
export function scaledCieLab(colour: string): readonly [number, number, number] {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  const [x, y, z] = srgbToXyzD50.map(([r, g, b]) => r * red! + g * green! + b * blue!);
  const [fx, fy, fz] = [x! / whiteD50[0], y! / whiteD50[1], z! / whiteD50[2]].map(lightness);
  const [L, a, b] = [116 * fy! - 16, 500 * (fx! - fy!), 200 * (fy! - fz!)];
  return [Math.round((L * 65535) / 100), scaledOpponent(a), scaledOpponent(b)];
}

const whiteD50 = [0.96422, 1, 0.82521] as const;

const srgbToXyzD50 = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
] as const;

/** The transfer function of sRGB, undone. */
function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** CIE 15: the cube root, linear near black. */
function lightness(ratio: number): number {
  return ratio > 216 / 24389 ? Math.cbrt(ratio) : ((24389 / 27) * ratio + 16) / 116;
}

function scaledOpponent(value: number): number {
  return Math.round(((value + 128) * 65535) / 255);
}
