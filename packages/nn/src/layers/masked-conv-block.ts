/**
 * The convolutional block of ConvMAE, which a mask keeps from seeing removed patches.
 *
 * Source: Gao et al. 2022, arXiv:2205.03892; `MaskedConvBlock` of cinema/conv.py. There removed patches are computed too
 * and hidden from the depthwise convolution alone; since nothing else looks beyond a voxel, they need not be.
 */
import { add, gelu, type Tensor, transposeLast } from "@cmrkit/graph";
import type { ParameterScope } from "../parameters.ts";
import { type CellGrid, cellConvolution, cellsOfImage, imageOfCells } from "./cells.ts";
import { convolution } from "./convolution.ts";
import { CONVOLUTION_EPSILON, type ConvolutionNorm, convolutionNorm, layerNorm } from "./normalisation.ts";

const DEPTHWISE_KERNEL = 5;
const MLP_RATIO = 4;

/**
 * x + conv2(dw_conv(conv1(norm1(x)))), then x + fc2(gelu(fc1(norm2(x)))), with a depthwise convolution between 1×1 ones.
 * x (B, R, C) → (B, R, C), cells of a grid.
 */
export function maskedConvBlock(scope: ParameterScope, x: Tensor, norm: ConvolutionNorm, grid: CellGrid): Tensor {
  const C = x.shape[2]!;
  const axes = grid.grid.length;
  const mixed = cellConvolution(scope.at("conv1"), cellNorm(scope.at("norm1"), x, norm), C, { axes });
  const spread = cellConvolution(scope.at("conv2"), depthwise(scope.at("dw_conv"), mixed, grid), C, { axes });
  const convolved = add(x, spread);
  const hidden = cellConvolution(scope.at("mlp", "fc1"), cellNorm(scope.at("norm2"), convolved, norm), MLP_RATIO * C, {
    axes,
  });
  return add(convolved, cellConvolution(scope.at("mlp", "fc2"), gelu(hidden), C, { axes }));
}

/** Removed patches count as zeros, as does what lies beyond the image. */
function depthwise(scope: ParameterScope, x: Tensor, grid: CellGrid): Tensor {
  const C = x.shape[2]!;
  const kernel = grid.grid.map(() => DEPTHWISE_KERNEL);
  return cellsOfImage(convolution(scope, imageOfCells(x, grid), C, kernel, { pads: "same", group: C }), grid);
}

/** A convolutional norm of cells (B, R, C), whose statistics do not ask where a cell lies. */
export function cellNorm(scope: ParameterScope, x: Tensor, norm: ConvolutionNorm): Tensor {
  if (norm === "layer") return layerNorm(scope, x, CONVOLUTION_EPSILON);
  return transposeLast(convolutionNorm(scope, transposeLast(x), norm));
}
