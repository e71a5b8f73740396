"""The workloads of bench/models in PyTorch, under the same parameter names."""
from functools import partial

from cinema import ConvUNetR, MaskedAutoencoder
from dino import Dino
from transformer import SmallTransformer
from unet import FinetunedUNet2d, UNet2d

MODELS = {
    "vit": SmallTransformer,
    "unet2d": partial(UNet2d, [12, 24, 48, 96, 144]),
    "mae_tiny": partial(MaskedAutoencoder, "tiny"),
    "mae_base": partial(MaskedAutoencoder, "base"),
    "dino_s16": partial(Dino, 16),
    "dino_s8": partial(Dino, 8),
    "convunetr_base": partial(ConvUNetR, "base", (192, 192, 16)),
    "finetune_convunetr": partial(ConvUNetR, "finetuned", (96, 96, 8)),
    "finetune_unet": partial(FinetunedUNet2d, [16, 32, 64, 128, 256]),
}
