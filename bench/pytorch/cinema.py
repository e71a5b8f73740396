"""CineMA's masked autoencoder and ConvUNetR at full image size, sizes as in packages/nn/src/models/cinema/variants.ts."""
import math

import torch
from torch import nn
from torch.nn import functional as F

from segmentation import segmentation_loss
from transformer import Block

VIEWS = {"sax": (192, 192, 16), "lax_2c": (256, 256), "lax_3c": (256, 256), "lax_4c": (256, 256)}
STEP = (4, 4, 1)  # from the image to the stem's first level
SIZES = {
    "tiny": {"encoder": (192, 12, 3), "decoder": (128, 4, 4), "channels": (16, 32), "blocks": 2, "step": STEP},
    "base": {"encoder": (768, 12, 12), "decoder": (512, 8, 16), "channels": (64, 128), "blocks": 2, "step": STEP},
    "finetuned": {"encoder": (192, 6, 3), "channels": (16, 32), "blocks": 1, "step": (2, 2, 1)},
}
DECODER_CHANNELS = {"base": (32, 64, 128, 256, 512), "finetuned": (16, 32, 64, 128, 192)}
SCALE = (2, 2, 1)
CONVOLUTIONS = {2: nn.Conv2d, 3: nn.Conv3d}


class ChannelNorm(nn.LayerNorm):
    """Layer norm over the channels of (B, C, ...)."""

    def __init__(self, channels):
        super().__init__(channels, eps=1e-6)

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1).contiguous()


class ConvMlp(nn.Module):
    def __init__(self, axes, channels):
        super().__init__()
        self.fc1 = CONVOLUTIONS[axes](channels, 4 * channels, 1)
        self.fc2 = CONVOLUTIONS[axes](4 * channels, channels, 1)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class MaskedConvBlock(nn.Module):
    def __init__(self, axes, channels):
        super().__init__()
        conv = CONVOLUTIONS[axes]
        self.norm1, self.norm2 = ChannelNorm(channels), ChannelNorm(channels)
        self.conv1, self.conv2 = conv(channels, channels, 1), conv(channels, channels, 1)
        self.dw_conv = conv(channels, channels, 5, padding=2, groups=channels)
        self.mlp = ConvMlp(axes, channels)

    def forward(self, x, mask):
        h = self.conv1(self.norm1(x))
        x = x + self.conv2(self.dw_conv(h if mask is None else h * mask))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, axes, inputs, outputs, step):
        super().__init__()
        self.conv = CONVOLUTIONS[axes](inputs, outputs, step, stride=step)
        self.norm = ChannelNorm(outputs)

    def forward(self, x):
        return F.gelu(self.norm(self.conv(x)))


class Level(nn.Module):
    def __init__(self, axes, inputs, outputs, step, blocks):
        super().__init__()
        self.patch_embed = PatchEmbed(axes, inputs, outputs, step)
        self.conv = nn.ModuleList(MaskedConvBlock(axes, outputs) for _ in range(blocks))

    def forward(self, x, mask):
        x = self.patch_embed(x)
        for block in self.conv:
            x = block(x, mask)
        return x


class Projection(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.proj = nn.Linear(inputs, outputs)


def patchify(x, patch):
    """(B, C, ...) -> (B, N, P), the last axis fastest, the channels of a voxel together."""
    B, C = x.shape[:2]
    axes = len(patch)
    for axis, extent in enumerate(patch):
        x = x.unflatten(2 + 2 * axis, (-1, extent))
    grid = [2 + 2 * axis for axis in range(axes)]
    return x.permute(0, *grid, *(axis + 1 for axis in grid), 1).reshape(B, -1, math.prod(patch) * C)


def select(tokens, indices):
    if indices is None:
        return tokens
    return tokens.gather(1, indices.unsqueeze(2).expand(-1, -1, tokens.shape[2]))


class DownsampleEncoder(nn.Module):
    def __init__(self, image_size, size):
        super().__init__()
        axes, channels, width = len(image_size), size["channels"], size["encoder"][0]
        self.scale = SCALE[:axes]
        self.grid = [extent // (step * a * a) for extent, step, a in zip(image_size, size["step"], SCALE)]
        first = Level(axes, 1, channels[0], size["step"][:axes], size["blocks"])
        self.conv_blocks = nn.ModuleList([first, Level(axes, *channels, self.scale, size["blocks"])])
        self.patch_embed = Projection(channels[1] * math.prod(self.scale), width)
        self.linear = nn.Linear(width, width)
        self.register_buffer("pos_embed", torch.zeros(1, math.prod(self.grid), width))

    def forward(self, image, visible):
        skips = []
        for level, stage in enumerate(self.conv_blocks):
            image = stage(image, None if visible is None else self.mask(visible, 2 ** (2 - level)))
            skips.append(image)
        kept = select(patchify(image, self.scale), visible)
        return skips, self.linear(self.patch_embed.proj(kept)) + select(self.pos_embed, visible)

    def mask(self, visible, factor):
        """1 at voxels that may be seen, at a resolution `factor` times that of the tokens in plane."""
        B = visible.shape[0]
        mask = torch.zeros(B, math.prod(self.grid)).scatter_(1, visible, 1.0).view(B, 1, *self.grid)
        return mask.repeat_interleave(factor, dim=2).repeat_interleave(factor, dim=3)


class Fusion(nn.Module):
    def __init__(self, axes, channels, width):
        super().__init__()
        self.steps = [tuple(a**n for a in SCALE[:axes]) for n in (2, 1)]
        pairs = zip(channels, self.steps)
        self.down_convs = nn.ModuleList(CONVOLUTIONS[axes](c, width, step, stride=step) for c, step in pairs)
        self.norm = nn.LayerNorm(width, eps=1e-5)

    def forward(self, skips, tokens, visible):
        for skip, conv, step in zip(skips, self.down_convs, self.steps):
            kept = select(patchify(skip, step), visible)
            tokens = tokens + F.linear(kept, conv.weight.movedim(1, -1).flatten(1), conv.bias)
        return self.norm(tokens)


class Blocks(nn.Module):
    def __init__(self, width, depth, heads, has_class_token=False):
        super().__init__()
        if has_class_token:
            self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width, eps=1e-5)

    def forward(self, x, key=None):
        for block in self.blocks:
            x = block(x, key)
        return self.norm(x)


class Encoder(nn.Module):
    """Stems and transformer of views, by their image sizes."""

    def __init__(self, views, size):
        super().__init__()
        width, depth, heads = size["encoder"]
        stems = {view: DownsampleEncoder(image_size, size) for view, image_size in views.items()}
        self.enc_down_dict = nn.ModuleDict(stems)
        self.encoder = Blocks(width, depth, heads, has_class_token=True)

    def encode(self, batch, masked=True):
        """Skips and encoded tokens of each view."""
        visible = {view: batch[f"visible.{view}"] if masked else None for view in self.enc_down_dict}
        stems = {view: stem(batch[f"image.{view}"], visible[view]) for view, stem in self.enc_down_dict.items()}
        tokens = [tokens for _, tokens in stems.values()]
        B = tokens[0].shape[0]
        encoded = self.encoder(torch.cat([self.encoder.cls_token.expand(B, -1, -1), *tokens], 1))
        parts = encoded.split([1, *(t.shape[1] for t in tokens)], dim=1)[1:]
        return {view: (skips, part) for (view, (skips, _)), part in zip(stems.items(), parts)}


class DecoderEmbedding(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.register_buffer("pos_embed", torch.zeros(1, tokens, width))
        self.mask_token = nn.Parameter(torch.zeros(1, 1, width))


class MaskedAutoencoder(Encoder):
    """Decoder queries of the removed patches attend to the visible tokens."""

    def __init__(self, size):
        super().__init__(VIEWS, SIZES[size])
        self.patches = {view: tuple(a * b * b for a, b in zip(STEP, SCALE))[: len(VIEWS[view])] for view in VIEWS}
        width, depth, heads = SIZES[size]["decoder"]
        self.dec_linear = nn.Linear(SIZES[size]["encoder"][0], width)
        fusions = {v: Fusion(len(e), SIZES[size]["channels"], SIZES[size]["encoder"][0]) for v, e in VIEWS.items()}
        self.enc_fusion_dict = nn.ModuleDict(fusions)
        grids = {view: math.prod(stem.grid) for view, stem in self.enc_down_dict.items()}
        self.dec_embed_dict = nn.ModuleDict({v: DecoderEmbedding(grids[v], width) for v in VIEWS})
        self.decoder = Blocks(width, depth, heads)
        self.pred_head_dict = nn.ModuleDict({v: nn.Linear(width, math.prod(self.patches[v])) for v in VIEWS})

    def loss(self, batch):
        keys, queries = [], []
        for view, (skips, tokens) in self.encode(batch).items():
            embed = self.dec_embed_dict[view]
            fused = self.enc_fusion_dict[view](skips, tokens, batch[f"visible.{view}"])
            keys.append(self.dec_linear(fused) + select(embed.pos_embed, batch[f"visible.{view}"]))
            queries.append(embed.mask_token + select(embed.pos_embed, batch[f"masked.{view}"]))
        decoded = self.decoder(torch.cat(queries, 1), torch.cat(keys, 1))
        parts = zip(VIEWS, decoded.split([q.shape[1] for q in queries], dim=1))
        return torch.stack([self.error(batch, view, part) for view, part in parts]).mean()

    def error(self, batch, view, tokens):
        target = select(patchify(batch[f"image.{view}"], self.patches[view]), batch[f"masked.{view}"])
        return F.mse_loss(self.pred_head_dict[view](tokens), target)


class ConvResBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.norm1, self.norm2 = ChannelNorm(inputs), ChannelNorm(outputs)
        self.conv1 = nn.Conv3d(inputs, outputs, 3, padding=1)
        self.conv2 = nn.Conv3d(outputs, outputs, 3, padding=1)
        self.shortcut = nn.Conv3d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x):
        h = self.conv1(F.gelu(self.norm1(x)))
        return self.conv2(F.gelu(self.norm2(h))) + self.shortcut(x)


class UpBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.up = nn.ConvTranspose3d(inputs, outputs, SCALE, stride=SCALE)
        self.conv = nn.ModuleList(ConvResBlock(outputs, outputs) for _ in range(2))

    def forward(self, x, skip):
        x = self.up(x)
        x = x if skip is None else x + skip
        for block in self.conv:
            x = block(x)
        return x


class UpsampleDecoder(nn.Module):
    def __init__(self, channels):
        super().__init__()
        finer = [channels[0], *channels]
        self.blocks = nn.ModuleList(UpBlock(c, finer[level]) for level, c in reversed(list(enumerate(channels))))

    def forward(self, skips):
        x = skips.pop()
        for block in self.blocks:
            x = block(x, skips.pop())
        return x


class ConvUNetR(Encoder):
    """ConvUNetR on short-axis volumes."""

    def __init__(self, name, image_size):
        size, channels = SIZES[name], DECODER_CHANNELS[name]
        super().__init__({"sax": image_size}, size)
        width = size["encoder"][0]
        self.without_skip = int(math.log2(size["step"][0])) - 1  # levels finer than the stem's first
        below = len(channels) - 1 - self.without_skip - len(size["channels"])
        down = nn.ModuleList(nn.Conv3d(width, width, SCALE, stride=SCALE) for _ in range(below))
        features = (*size["channels"], *[width] * (1 + below))
        residual = nn.ModuleList(ConvResBlock(a, b) for a, b in zip(features, channels[self.without_skip :]))
        self.dec_down_blocks_dict = nn.ModuleDict({"sax": down})
        self.dec_image_conv_block_dict = nn.ModuleDict({"sax": ConvResBlock(1, channels[0])})
        self.dec_conv_blocks_dict = nn.ModuleDict({"sax": residual})
        self.decoder_dict = nn.ModuleDict({"sax": UpsampleDecoder(channels)})
        self.pred_head_dict = nn.ModuleDict({"sax": nn.Conv3d(channels[0], 4, 1)})

    def forward(self, batch):
        skips, tokens = self.encode(batch, masked=False)["sax"]
        features = [*skips, tokens.transpose(1, 2).unflatten(2, self.enc_down_dict["sax"].grid)]
        for down in self.dec_down_blocks_dict["sax"]:
            features.append(down(features[-1]))
        met = [block(x) for block, x in zip(self.dec_conv_blocks_dict["sax"], features)]
        image = self.dec_image_conv_block_dict["sax"](batch["image.sax"])
        decoded = self.decoder_dict["sax"]([image, *[None] * self.without_skip, *met])
        return self.pred_head_dict["sax"](decoded)

    def loss(self, batch):
        return segmentation_loss(self(batch), batch["label"])
