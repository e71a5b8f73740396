"""The workloads of bench/models in PyTorch, under the same parameter names."""
from functools import partial

from cinema import ConvUNetR, MaskedAutoencoder
from dino import Dino
from transformer import SmallTransformer
from unet import UNet2d

MODELS = {
    "vit": SmallTransformer,
    "unet2d": UNet2d,
    "mae_tiny": partial(MaskedAutoencoder, "tiny"),
    "mae_base": partial(MaskedAutoencoder, "base"),
    "dino_s16": partial(Dino, 16),
    "dino_s8": partial(Dino, 8),
    "convunetr_base": ConvUNetR,
}
