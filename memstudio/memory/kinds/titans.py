"""Titans: a small network that learns while it reads (Behrouz, Zhong, Mirrokni, arXiv 2501.00663).

The memory is a network M, whose weights are the state; `memstudio.memory.deep_memory` has its
equations. It is asked with queries and taught keys and values by gradient descent with momentum
and forgetting, at rates that depend on the token. M' below is the memory before the segment: what
a segment teaches is asked from the next segment on. n(.) is the root mean square norm, unit(.)
makes vectors of length 1, mix(.) adds the three vectors before, weighted by component (the short
convolution of the paper), and p_i is a learned row for the place i in the segment (ours; at first
zero, or as large as `opening` says).

Variant "context" (memory as context, MAC; the default), x_i token embeddings:

    q_i = unit(W_Q n(x_i) + p_i),   h_i = x_i + g * W_R M'(q_i)         (* by component)
    y = Backbone([P ; h_1 ... h_S ; x_1 ... x_S])                        (behind the last layer)
    M <- learn(M', k_i = unit(mix(W_K n(x_i)) + p_i), v_i = mix(W_V n(y_i)) / sqrt(e))
    o_i = y_i * (1 + f * W_F M'(unit(W_G n(y_i) + p_i))), then the final norm and the output layer

P are persistent tokens. h_i sees P and h_j for j <= i, x_i sees these and x_j for j <= i. Queries
come from embeddings, because h must be there before the layers. So do keys (in the paper they come
from y): a question is found only where it was filed in its own terms, and models whose keys came
from y learnt which words there had been, not which belonged to which. Values come from y, which
knows what was around the token. In the paper h_i is M'(q_i) alone and o is y * M(y), with the
memory just taught. Here M' is asked, because M has seen tokens that come later; and f begins at
zero, and so does g, with h_i at the position of x_i. Then h_i is a second x_i, every key in the
backbone's attention stands there twice, and attention over two equal copies is what it is over
one: a fresh memory gives the backbone's own logits, if P is empty (the default) and positions are
not taken from the order of keys (MPT), nor weights lost to a sink without a key. In the cache h_i
stands just before x_i, whatever calls the segment came in. It stands in the window twice.

Variant "gate" (memory as gate, MAG), x_i what goes into a layer two thirds of the way up, y_i what
comes out, with the persistent tokens in front:

    q_i and k_i as above, v_i = mix(W_V n(x_i)) / sqrt(e)
    o_i = y_i + g * sigmoid(W_S n(x_i)) * W_R M'(q_i)

Memory and attention read the same; g begins at zero, so that a fresh memory without persistent
tokens changes nothing. The paper multiplies the branches, which would leave nothing of a
pretrained layer; and it has one in every layer, where here is one.

At first W_Q is W_K, and mix adds the vector before to keys: what comes after a word is found by
that word. Without these two, small models stayed where they know which words there were. Not taken
over: the convolution on queries, since a token that comes through a cache has none before it; and
SiLU on queries, keys and values. Rates are eta = sigmoid(.), alpha = sigmoid(.), theta =
sigmoid(.) / 2 of a linear map of n(y) in "context" and n(x) in "gate"; at first a segment makes the
memory forget a tenth.

Slots. What M answers is a sum over the units before its last layer. Slot s is a range of these
units with the weights behind them, and in front of them where the network has more than one layer,
so that the slots share out the last two layers and nothing is left over (layers before these belong
to none). The view of a slot is what it answers when all of its units are equally on: W_R of the
mean of its rows, times the root of their number. A new view changes the rows by as little as does
it; and the rest of what the slot has learnt shrinks as far as the view comes nearer to that of the
untaught slot, so that a slot put back to its first view is as it was at first. Read weights
(of h in "context") are a slot's part in what M' answers, times the part that this has in h_i or
o_i; the rest is the token's own. Write weights are the lengths of what each token's steps put into
the slot's weights; what is missing to 1 is what stayed. The gate, one for all slots, is the part of
the old weights that alpha let go.

Shapes: B rows, S tokens of a segment, m slots, d width, e width of keys, n_l units of a layer.
State, float32 at least: `weights_l` and, with momentum, `momentum_l` `[B, n_l, n_{l+1}]`.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory import backbone as backbones
from memstudio.memory.decoder_layers import around_layers, decoder_layers
from memstudio.memory.deep_memory import Network, Rates, answers, influence, joined, learn
from memstudio.memory.deep_memory_slots import NetworkSlots
from memstudio.memory.memory_kind import (
    KindState,
    MemoryKind,
    Segment,
    SegmentReading,
    SlotWeights,
)
from memstudio.memory.paired_layout import paired_layout
from memstudio.memory.precision import in_double, linear, mixed, normed, precise
from memstudio.models.window import window_of

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.memory.kind_options import TitansOptions
    from memstudio.memory.memory_config import MemoryConfig

_NUM_MIXED = 4
_FORGOTTEN_AT_FIRST = 0.1
"""Part of the memory that a segment makes it forget before training says otherwise."""


class DeepMemory(MemoryKind):
    """A network that learns while reading; its answers are tokens, or behind a gate."""

    name = "titans"
    options: TitansOptions
    writes_are_parts = True
    # Keys and values come from hidden states of the whole segment.
    writes_through_cache = False

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__(config, backbone)
        options = self.options
        self.is_context = options.variant == "context"
        self.has_momentum = options.momentum
        self.chunk_length = options.chunk_length
        self.opening = options.opening
        num_layers = len(decoder_layers(backbone))
        self.layer_index = num_layers - 1 if self.is_context else 2 * num_layers // 3
        embedding = backbones.embedding_width(backbone)
        hidden = backbones.hidden_width(backbone)
        read = embedding if self.is_context else hidden
        key = options.key_width
        units = [key, *[options.hidden_width] * (options.depth - 1), key]
        self.slots = NetworkSlots(self.num_slots, units[-2])
        self.initial_weights = nn.ParameterList(
            nn.Parameter(torch.zeros(rows, columns)) for rows, columns in pairwise(units)
        )
        self.num_persistent = options.persistent_tokens
        if self.num_persistent:
            self.persistent = nn.Parameter(torch.zeros(self.num_persistent, embedding))
        self.places = nn.Parameter(torch.zeros(config.segment_length, key))
        self.to_query = nn.Linear(read, key, bias=False)
        self.to_key = nn.Linear(read, key, bias=False)
        self.to_value = nn.Linear(hidden, key, bias=False)
        self.key_mix = nn.Parameter(torch.zeros(_NUM_MIXED, key))
        self.value_mix = nn.Parameter(torch.zeros(_NUM_MIXED, key))
        self.to_rates = nn.Linear(hidden, 3 if options.momentum else 2)
        self.from_answer = nn.Linear(key, read, bias=False)
        self.read_gate = nn.Parameter(torch.zeros(read))
        if self.is_context:
            self.to_output_query = nn.Linear(hidden, key, bias=False)
            self.from_output_answer = nn.Linear(key, hidden, bias=False)
            self.output_gate = nn.Parameter(torch.zeros(hidden))
        else:
            self.to_share = nn.Linear(hidden, hidden)

    @override
    @classmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        options: TitansOptions = cls.options_in(config)
        most = options.key_width if options.depth == 1 else options.hidden_width
        if not 1 <= config.num_slots <= most:
            raise MemoryAttachError(
                marked("errors", "The memory '{kind}' takes 1 to {most} slots (units before its last layer); {slots} were asked for."),
                kind=cls.name, most=most, slots=config.num_slots,
            )  # fmt: skip
        decoder_layers(backbone)
        backbones.check_fits(config, backbone, others=options.persistent_tokens)
        window = window_of(backbone)
        twice = 2 * config.segment_length + options.persistent_tokens
        if options.variant == "context" and window is not None and twice > window:
            raise MemoryAttachError(
                marked("errors", "The memory '{kind}' as context puts segments twice into this model's window of {window}. Take segments of at most {most}, or the variant 'gate'."),
                kind=cls.name, window=window,
                most=max(0, (window - options.persistent_tokens) // 2),
            )  # fmt: skip

    @override
    def initialise(self, backbone: PreTrainedModel) -> None:
        for weight in self.initial_weights:
            # Vectors of length 1 come out at length 1.
            nn.init.normal_(weight, std=weight.shape[1] ** -0.5)
        spread = backbones.embedding_spread(backbone)
        if self.num_persistent:
            nn.init.normal_(self.persistent, std=spread)
        nn.init.normal_(self.places, std=self.opening)
        linears = [self.to_query, self.to_key, self.to_value]
        # An answer of length 1 is as large as what it is added to.
        nn.init.normal_(self.from_answer.weight, std=spread if self.is_context else 1.0)
        nn.init.constant_(self.read_gate, self.opening)
        if self.is_context:
            linears.append(self.to_output_query)
            nn.init.normal_(self.from_output_answer.weight)
            nn.init.zeros_(self.output_gate)
        else:
            nn.init.zeros_(self.to_share.weight)
            nn.init.zeros_(self.to_share.bias)
        for projection in linears:
            nn.init.normal_(projection.weight, std=projection.in_features**-0.5)
        for mix in (self.key_mix, self.value_mix):
            nn.init.zeros_(mix)
            nn.init.ones_(mix[0])
        # What comes after a word is found by that word, asked for in the terms it was filed in.
        nn.init.ones_(self.key_mix[1])
        with torch.no_grad():
            self.to_query.weight.copy_(self.to_key.weight)
        nn.init.zeros_(self.to_rates.weight)
        nn.init.zeros_(self.to_rates.bias)
        forgotten = 1 - (1 - _FORGOTTEN_AT_FIRST) ** (1 / self.segment_length)
        with torch.no_grad():
            self.to_rates.bias[1] = math.log(forgotten / (1 - forgotten))

    @override
    def gates(self) -> list[nn.Parameter]:
        last = self.output_gate if self.is_context else self.to_share.bias
        return [self.read_gate, self.to_rates.bias, last]

    @override
    def initial_state(self, batch_size: int) -> KindState:
        first = self._first_weights()
        weights = [weight[None].expand(batch_size, -1, -1) for weight in first]
        momentum = [torch.zeros_like(weight) for weight in weights] if self.has_momentum else []
        return _state(Network(weights, momentum))

    def _first_weights(self) -> list[Tensor]:
        return [precise(weight) for weight in self.initial_weights]

    # ------------------------------------------------------------------ reading

    @override
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        network = self._network(state)
        reading = _Reading(self, network, segment)
        embeddings = backbone.get_input_embeddings()(segment.input_ids)
        positions, allowed = paired_layout(
            segment, num_persistent=self.num_persistent, per_token=2 if self.is_context else 1
        )
        layer = decoder_layers(backbone)[self.layer_index : self.layer_index + 1]
        with around_layers(layer, before=reading.before, after=reading.after):
            output = backbones.run(
                backbone,
                reading.vectors(embeddings),
                allowed,
                positions,
                logits_at=reading.places_of(segment.wanted),
                cache=segment.cache,
                capture=False,
            )
        network, (written, gate) = reading.learnt() if segment.write else (network, (None, None))
        weights = None
        if segment.capture:
            weights = SlotWeights(reading.parts[None, :, None], written, None, gate)
        return SegmentReading(output.logits, _state(network) if segment.write else state, weights)

    # ------------------------------------------------------------------ slots

    @override
    def slot_view(self, state: KindState) -> Tensor:
        return self.slots.answers(self._network(state)) @ self._view_weight(state).T

    @override
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        network = self._network(state)
        weight = self._view_weight(state)
        change = slots.to(weight) - self.slots.answers(network) @ weight.T
        # On the processor, because not every device knows inverses.
        inverse = torch.linalg.pinv(in_double(weight.detach())).to(weight)
        return _state(self.slots.with_answers(network, self._first_weights(), change @ inverse.T))

    def _view_weight(self, state: KindState) -> Tensor:
        return self.from_answer.weight.to(state["weights_0"])

    def _network(self, state: KindState) -> Network:
        count = len(self.initial_weights)
        weights = [state[f"weights_{index}"] for index in range(count)]
        if not self.has_momentum:
            return Network(weights, [])
        return Network(weights, [state[f"momentum_{index}"] for index in range(count)])

    # ------------------------------------------------------------------ what a reading needs

    def queries(self, layer: nn.Linear, vectors: Tensor, num_before: int) -> Tensor:
        """`[B, S, e]` for normed vectors, the first of them at place `num_before`."""
        return self._placed(linear(layer, vectors), num_before)

    def keys(self, vectors: Tensor) -> Tensor:
        """`[B, S, e]` for the normed vectors of a whole segment."""
        return self._placed(mixed(linear(self.to_key, vectors), self.key_mix), 0)

    def values(self, vectors: Tensor) -> Tensor:
        """`[B, S, e]` for the normed vectors of a whole segment."""
        values = mixed(linear(self.to_value, vectors), self.value_mix)
        return values / math.sqrt(values.shape[-1])

    def _placed(self, vectors: Tensor, start: int) -> Tensor:
        places = self.places[start : start + vectors.shape[1]]
        return functional.normalize(vectors + places.to(vectors), dim=-1)

    def rates(self, vectors: Tensor) -> Rates:
        """The rates at normed vectors `[B, S, d]`."""
        rates = torch.sigmoid(linear(self.to_rates, vectors)).unbind(-1)
        return Rates(rates[0] / 2, rates[1], rates[2] if self.has_momentum else None)


class _Reading:
    """One segment on its way through the backbone."""

    def __init__(self, kind: DeepMemory, network: Network, segment: Segment) -> None:
        self._kind = kind
        self._network = network
        self._segment = segment
        self._num_new = segment.input_ids.shape[1]
        # The persistent tokens are in the cache when the segment is being continued.
        self._num_persistent = 0 if segment.num_cached else kind.num_persistent
        self._step = 2 if kind.is_context else 1
        # Normed vectors of the tokens: what is asked with, and what is learnt.
        self._asking = self._learning = torch.empty(0)
        # Read weights `[B, S, m]`.
        self.parts = torch.empty(0)

    def places_of(self, tokens: Tensor) -> Tensor:
        """Where tokens `[n]` stand among the vectors."""
        return self._num_persistent + self._step * tokens + self._step - 1

    def vectors(self, embeddings: Tensor) -> Tensor:
        """`[B, Q, d]`, what the backbone is given for embeddings `[B, S, d]`."""
        kind, vectors = self._kind, embeddings
        if kind.is_context:
            self._asking = normed(embeddings)
            queries = self._ask(kind.to_query, self._asking)
            answer = linear(kind.from_answer, answers(self._network.weights, queries))
            answer = kind.read_gate.to(answer) * answer
            self._keep_parts(queries, answer, embeddings)
            read = embeddings + answer.to(embeddings.dtype)
            vectors = torch.stack([read, embeddings], dim=2).flatten(1, 2)
        if self._num_persistent:
            persistent = kind.persistent.to(vectors.dtype)
            persistent = persistent[None].expand(vectors.shape[0], -1, -1)
            vectors = torch.cat([persistent, vectors], dim=1)
        return vectors

    def before(self, _: int, vectors: Tensor) -> Tensor:
        """Take what goes into the layer."""
        if not self._kind.is_context:
            self._asking = self._learning = normed(vectors[:, self._num_persistent :])
        return vectors

    def after(self, _: int, vectors: Tensor) -> Tensor:
        """Change what comes out of the layer, at the tokens."""
        kind = self._kind
        start = self._num_persistent + self._step - 1
        own = vectors[:, start :: self._step]
        if kind.is_context:
            self._learning = normed(own)
            queries = self._ask(kind.to_output_query, self._learning)
            answer = linear(kind.from_output_answer, answers(self._network.weights, queries))
            answer = kind.output_gate.to(answer) * answer * own
        else:
            queries = self._ask(kind.to_query, self._asking)
            answer = linear(kind.from_answer, answers(self._network.weights, queries))
            share = torch.sigmoid(linear(kind.to_share, self._asking))
            answer = kind.read_gate.to(answer) * share * answer
            self._keep_parts(queries, answer, own)
        changed = vectors.clone()
        changed[:, start :: self._step] = own + answer.to(own.dtype)
        return changed

    def learnt(self) -> tuple[Network, tuple[Tensor | None, Tensor | None]]:
        """The memory after the segment; write weights `[1, B, 1, m, S]`, gate, when captured."""
        kind, segment = self._kind, self._segment
        mask = segment.is_real
        rates = kind.rates(self._learning)
        keys, values = kind.keys(self._asking), kind.values(self._learning)
        network, lessons = learn(
            self._network, keys, values, rates, mask=mask, chunk_length=kind.chunk_length
        )
        if not segment.capture:
            return network, (None, None)
        doing = influence(rates, mask)
        parts = kind.slots.write_parts(self._network, joined(lessons, self._num_new), doing)
        let_go = (1 - doing.kept)[None, :, None].expand(-1, -1, kind.num_slots)
        return network, (parts[None, :, None], let_go)

    def _ask(self, layer: nn.Linear, source: Tensor) -> Tensor:
        return self._kind.queries(layer, source, self._segment.num_cached)

    def _keep_parts(self, queries: Tensor, answer: Tensor, own: Tensor) -> None:
        if not self._segment.capture:
            return
        parts = self._kind.slots.read_parts(self._network.weights, queries)
        length, rest = answer.norm(dim=-1), own.to(answer.dtype).norm(dim=-1)
        part = length / (length + rest).clamp(min=1e-6)
        self.parts = parts * part[..., None]


def _state(network: Network) -> KindState:
    state = {f"weights_{index}": weight for index, weight in enumerate(network.weights)}
    return state | {f"momentum_{index}": part for index, part in enumerate(network.momentum)}
