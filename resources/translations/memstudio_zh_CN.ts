<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About MemStudio</source>
        <translation>关于 MemStudio</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>A desktop studio for language models with a long-term memory: train them, and see what they remember. Everything runs on this computer; nothing is sent.</source>
        <translation>带有长期记忆的语言模型的桌面工作室：训练它们，看看它们记住了什么。一切都在这台电脑上运行，不会发送任何内容。</translation>
    </message>
    <message>
        <source>Apache License 2.0. Made with Qt for Python (LGPL).</source>
        <translation>Apache License 2.0。用 Qt for Python（LGPL）制作。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>pane</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Plug-ins</source>
        <translation>插件</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Plug-ins that are installed</source>
        <translation>已安装的插件</translation>
    </message>
    <message>
        <source>{name} (set aside)</source>
        <translation>{name}（未启用）</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>使用的软件包</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>软件包</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Packages and their licences</source>
        <translation>软件包及其许可证</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>未说明</translation>
    </message>
</context>
<context>
    <name>AddTextDialog</name>
    <message>
        <source>Add text</source>
        <translation>添加文本</translation>
    </message>
    <message>
        <source>Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet and Arrow files, and archives and folders of them, which are searched to the bottom. Dropping them anywhere on the window does the same.</source>
        <translation>文本、HTML、PDF、Word、EPUB、源代码、JSON、CSV、Parquet、Arrow 文件，以及装有它们的压缩包和文件夹（会逐层查找）。拖放到窗口任意位置效果相同。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use as the dataset</source>
        <translation>用作数据集</translation>
    </message>
</context>
<context>
    <name>AnswerCommands</name>
    <message>
        <source>Answer {number}, and all that was said before</source>
        <translation>第 {number} 个回答，以及此前所说的一切</translation>
    </message>
</context>
<context>
    <name>AnswerPane</name>
    <message>
        <source>Ask…</source>
        <translation>提问…</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Reads: </source>
        <translation>阅读：</translation>
    </message>
    <message>
        <source>Passages that are read</source>
        <translation>读入的段落数</translation>
    </message>
    <message>
        <source>Passages that the model reads before it answers. With 0 it answers from its memory and what it learnt, and the passages are only shown.</source>
        <translation>模型回答前要读的段落数。为 0 时，它只凭记忆和所学来回答，段落仅供查看。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>Add documents…</source>
        <translation>添加文档…</translation>
    </message>
    <message>
        <source>Write a question above. The best passages are read by the model, together with what it remembers of the conversation; its answer comes with them.</source>
        <translation>在上面写下问题。模型会读最合适的段落，并结合它对这次对话的记忆来回答；回答会连同这些段落一起给出。</translation>
    </message>
    <message>
        <source>A question is answered by the open model, from passages of your documents and from its memory, with the sources beside it. Add documents and open a model that was trained to answer.</source>
        <translation>由打开的模型根据你文档中的段落和它的记忆来回答问题，并附上来源。请添加文档，并打开一个训练过问答的模型。</translation>
    </message>
    <message>
        <source>Answers with their sources</source>
        <translation>带来源的回答</translation>
    </message>
    <message>
        <source>I don&apos;t know.</source>
        <translation>我不知道。</translation>
    </message>
    <message>
        <source>Confidence {confidence}%: each token of the answer was given {likely}% by the model, and {covered}% of what was asked stands in the best source.</source>
        <translation>置信度 {confidence}%：模型平均给回答的每个词元 {likely}% 的概率，所问内容的 {covered}% 出现在最佳来源中。</translation>
    </message>
    <message>
        <source>None of the answer&apos;s words stands in these sources.</source>
        <translation>答案的词没有一个出现在这些来源里。</translation>
    </message>
    <message>
        <source>That is below {threshold}%; it would have said: “{text}”</source>
        <translation>低于 {threshold}%；否则会说：“{text}”</translation>
    </message>
    <message>
        <source>{model} never learnt to answer from passages, so this is no more than how it goes on. Train the task “Customer service”, or open a model that chats.</source>
        <translation>{model} 没有学过根据段落回答，所以这只是它接着写下去的文字。请训练“客户服务”任务，或打开一个会对话的模型。</translation>
    </message>
</context>
<context>
    <name>ArcChip</name>
    <message>
        <source>slot {slot}</source>
        <translation>槽 {slot}</translation>
    </message>
</context>
<context>
    <name>ArcOverlay</name>
    <message>
        <source>The word that is explained</source>
        <translation>正在解释的词</translation>
    </message>
    <message>
        <source>The word that is explained: {word}</source>
        <translation>正在解释的词：{word}</translation>
    </message>
</context>
<context>
    <name>ArrivalChart</name>
    <message>
        <source>Texts by topic over time</source>
        <translation>各主题文本随时间的数量</translation>
    </message>
    <message>
        <source>Share of negatives over time</source>
        <translation>负面占比随时间的变化</translation>
    </message>
    <message>
        <source>Copy as a table</source>
        <translation>复制为表格</translation>
    </message>
    <message>
        <source>from</source>
        <translation>起始</translation>
    </message>
    <message>
        <source>Share of negatives: now %1 · usual %2 · threshold %3 · alerts %4</source>
        <translation>负面占比：现在 %1 · 平常 %2 · 阈值 %3 · 警报 %4</translation>
    </message>
    <message>
        <source>all texts</source>
        <translation>全部文本</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>no texts</source>
        <translation>没有文本</translation>
    </message>
</context>
<context>
    <name>AttentionControls</name>
    <message>
        <source>All heads</source>
        <translation>全部头</translation>
    </message>
    <message>
        <source>A small picture of every head; a click opens one (Esc goes back)</source>
        <translation>每个头的小图；点击打开一个（Esc 返回）</translation>
    </message>
    <message>
        <source>logarithm</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Small weights are seen beside large ones: no sink or diagonal drowns the rest</source>
        <translation>大小权重都看得见：汇聚点和对角线不会淹没其余部分</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>The weights as they are</source>
        <translation>权重原值</translation>
    </message>
    <message>
        <source>share of the row&apos;s largest</source>
        <translation>占本行最大值的比例</translation>
    </message>
    <message>
        <source>Each row of one head in its own measure; of all heads the weights as they are</source>
        <translation>单个头的每行各按自己的尺度；全部头则是权重原值</translation>
    </message>
    <message>
        <source>the largest</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>the mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Colours by</source>
        <translation>着色方式</translation>
    </message>
    <message>
        <source>A cell shows</source>
        <translation>格子显示</translation>
    </message>
    <message>
        <source>Colour map</source>
        <translation>色表</translation>
    </message>
    <message>
        <source>Where a cell stands for many weights: the largest of them, or their mean</source>
        <translation>一个格子代表多个权重时：显示其中最大的，或它们的平均值</translation>
    </message>
    <message>
        <source>mean of all</source>
        <translation>所有头的平均</translation>
    </message>
    <message>
        <source>largest of all</source>
        <translation>所有头的最大</translation>
    </message>
</context>
<context>
    <name>AttentionPane</name>
    <message>
        <source>Read a text…</source>
        <translation>读一段文本…</translation>
    </message>
    <message>
        <source>Paste a text…</source>
        <translation>粘贴文本…</translation>
    </message>
    <message>
        <source>No attention to be seen yet</source>
        <translation>还没有可看的注意力</translation>
    </message>
    <message>
        <source>Read the document&apos;s text</source>
        <translation>读文档标签页中的文本</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读</translation>
    </message>
    <message>
        <source>The layer could not be read. Choose it again to try once more.</source>
        <translation>这一层没能读出。再选一次即可重试。</translation>
    </message>
    <message>
        <source>The text is read once more for this layer…</source>
        <translation>正在为这一层重读文本…</translation>
    </message>
    <message>
        <source>This layer was not kept, and the model that read the text is not open any more. Read the text again.</source>
        <translation>这一层没有保留，而读这段文本的模型已不再打开。请重新读一遍文本。</translation>
    </message>
    <message>
        <source>Read “%1”</source>
        <translation>阅读“%1”</translation>
    </message>
    <message>
        <source>Open a model and let it read a text: you will see which word looks at which, in every layer and head, from a sentence to a book.</source>
        <translation>打开一个模型，让它读一段文本：你会看到每一层、每个头里哪个词看向哪个词，从一句话到一本书。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读…</translation>
    </message>
    <message>
        <source>Training is going on. Pause it to let its model read.</source>
        <translation>训练正在进行。暂停它，才能让它的模型来读。</translation>
    </message>
    <message>
        <source>Wait until what is going on is done.</source>
        <translation>请等当前的任务完成。</translation>
    </message>
    <message>
        <source>Let the open model read a text: you will see which word looks at which, in every layer and head, from a sentence to a book.</source>
        <translation>让打开的模型读一段文本：你会看到每一层、每个头里哪个词看向哪个词，从一句话到一本书。</translation>
    </message>
</context>
<context>
    <name>AttentionWords</name>
    <message>
        <source>{model} · {tokens} tokens · {layers} layers of {heads} heads · {size} in memory</source>
        <translation>{model} · {tokens} 个词元 · {layers} 层，每层 {heads} 个头 · 占内存 {size}</translation>
    </message>
    <message>
        <source>The text goes on: this model knows positions for {limit} tokens, and reads no more at once.</source>
        <translation>后面还有文本：这个模型只有 {limit} 个词元的位置，一次读不了更多。</translation>
    </message>
    <message>
        <source>The text goes on.</source>
        <translation>后面还有文本。</translation>
    </message>
    <message>
        <source>The text was read in {segments} segments, and words look at words of their own segment alone: one block each.</source>
        <translation>文本分 {segments} 段阅读，词只看向本段的词：每段一块。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; does not stand among the words; what it gives them is in the tab Document.</source>
        <translation>记忆“{kind}”不在词之间；它给词带来什么，见“文档”标签页。</translation>
    </message>
    <message>
        <source>The text was read in {segments} segments, one block each.</source>
        <translation>文本分 {segments} 段阅读，每段一块。</translation>
    </message>
    <message>
        <source>[0], [1], … are the places of the memory &apos;{kind}&apos; among the words: columns where it is read, rows where it is written.</source>
        <translation>[0]、[1]…是记忆“{kind}”在词之间的位置：列是读它的地方，行是写它的地方。</translation>
    </message>
    <message>
        <source>[0], [1], … are the places of the memory &apos;{kind}&apos; behind the words: rows where it is written. No word looks at them; what the memory gives is in the tab Document.</source>
        <translation>[0]、[1]…是记忆“{kind}”在词之后的位置：行是写它的地方。没有词看向它们；记忆给词带来什么，见“文档”标签页。</translation>
    </message>
    <message>
        <source>[0], [1], … are the places of the memory &apos;{kind}&apos; among the words.</source>
        <translation>[0]、[1]…是记忆“{kind}”在词之间的位置。</translation>
    </message>
    <message>
        <source>The place before each word is the word with what the memory &apos;{kind}&apos; answered it. It is not written here: what was written is in the tab Document.</source>
        <translation>每个词之前的位置是该词加上记忆“{kind}”对它的回答。记忆不在这里写入：写入了什么，见“文档”标签页。</translation>
    </message>
    <message>
        <source>The places in front of all words are tokens that stay the same whatever is read; what the memory &apos;{kind}&apos; gives is in the tab Document.</source>
        <translation>所有词之前的位置是无论读什么都不变的词元；记忆“{kind}”给词带来什么，见“文档”标签页。</translation>
    </message>
    <message>
        <source>Those in front of all words are tokens that stay the same whatever is read.</source>
        <translation>所有词之前的位置是无论读什么都不变的词元。</translation>
    </message>
    <message>
        <source>All heads: layers from top to bottom, heads side by side</source>
        <translation>全部头：从上到下是层，从左到右是头</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head}: rows look at columns</source>
        <translation>第 {layer} 层，头 {head}：行看向列</translation>
    </message>
    <message>
        <source>colours by {colours}; a cell shows {cells}</source>
        <translation>颜色依据：{colours}；每格显示：{cells}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>忽略这条消息</translation>
    </message>
</context>
<context>
    <name>BarsLane</name>
    <message>
        <source>A pixel stands for %1 tokens: dark their mean, light the largest.</source>
        <translation>一个像素代表 %1 个词元：深色为平均，浅色为最大。</translation>
    </message>
</context>
<context>
    <name>BaselineBox</name>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The same without its memory</source>
        <translation>同一模型，去掉记忆</translation>
    </message>
    <message>
        <source>As it was before the run: %1</source>
        <translation>训练之前的样子：%1</translation>
    </message>
    <message>
        <source>Another model…</source>
        <translation>另一个模型…</translation>
    </message>
</context>
<context>
    <name>BaselineDialog</name>
    <message>
        <source>Compare with a model</source>
        <translation>与一个模型比较</translation>
    </message>
    <message>
        <source>It is opened beside the open one, measured on the same, and closed again.</source>
        <translation>它与当前模型同时打开，用同样的内容测量，然后关闭。</translation>
    </message>
    <message>
        <source>Compare with it</source>
        <translation>与它比较</translation>
    </message>
</context>
<context>
    <name>BetweenView</name>
    <message>
        <source>Segment %1: writing attention of each slot (row) to slots, %2</source>
        <translation>片段 %1：每个槽（行）写入时对各槽的注意力，%2</translation>
    </message>
</context>
<context>
    <name>BranchRunDialog</name>
    <message>
        <source>Branch a run</source>
        <translation>从训练分出分支</translation>
    </message>
    <message>
        <source>A new run goes on from a checkpoint of {run}, with its weights, its optimiser and its place in the text. The other one stays as it is.</source>
        <translation>新的训练会从 {run} 的检查点继续，沿用它的权重、优化器和在文本中的位置。原来的训练保持不变。</translation>
    </message>
    <message>
        <source>The run that is held waits until the branch has ended, and then goes on as if nothing had been.</source>
        <translation>暂停中的训练会等到分支结束，然后像什么都没发生过一样继续。</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>There is a checkpoint of these</source>
        <translation>这些步有检查点</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Branch and train</source>
        <translation>分出并训练</translation>
    </message>
    <message>
        <source>Adapter learning rate</source>
        <translation>适配器学习率</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Memory learning rate</source>
        <translation>记忆学习率</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Accumulation</source>
        <translation>累积</translation>
    </message>
    <message>
        <source>Segments per sample</source>
        <translation>每个样本的片段数</translation>
    </message>
</context>
<context>
    <name>CacheEditor</name>
    <message>
        <source>Being counted…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>What is in use stays; the rest is made again when it is needed.</source>
        <translation>正在使用的会保留，其余的会在需要时重新生成。</translation>
    </message>
    <message>
        <source>Most that is kept, in gigabytes</source>
        <translation>最多保留的大小（GB）</translation>
    </message>
    <message>
        <source>a fifth of the disk</source>
        <translation>磁盘的五分之一</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>最多</translation>
    </message>
    <message>
        <source>{kept} of at most {limit}</source>
        <translation>{kept}，最多 {limit}</translation>
    </message>
    <message>
        <source>{freed} freed; {rest}</source>
        <translation>已释放 {freed}；{rest}</translation>
    </message>
</context>
<context>
    <name>Caption</name>
    <message>
        <source>{document}, read by {model} (memory: {kind})</source>
        <translation>{document}，由 {model} 读取（记忆：{kind}）</translation>
    </message>
    <message>
        <source>weights: mean over layers and heads unless said otherwise</source>
        <translation>权重：除非另有说明，为各层各头的平均</translation>
    </message>
    <message>
        <source>spread evenly, each word would have {share}</source>
        <translation>若平均分布，每个词会得到 {share}</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>random vectors as words: {words}</source>
        <translation>随机向量对应的词：{words}</translation>
    </message>
</context>
<context>
    <name>CaptionedLane</name>
    <message>
        <source>Show this lane again</source>
        <translation>重新显示这条轨道</translation>
    </message>
</context>
<context>
    <name>ChangeLane</name>
    <message>
        <source>What changes to the memory did to each word</source>
        <translation>对记忆的改动给每个词带来的影响</translation>
    </message>
    <message>
        <source>“%1”, token %2: %3 nats of ln p</source>
        <translation>“%1”，词元 %2：ln p 变化 %3 奈特</translation>
    </message>
</context>
<context>
    <name>ChangedTokensModel</name>
    <message>
        <source>What stands there, and which token it is</source>
        <translation>那里的词，以及是第几个词元</translation>
    </message>
    <message>
        <source>What the model held to be likeliest there, before and after</source>
        <translation>模型认为那里最可能的词，改动前后</translation>
    </message>
    <message>
        <source>Its probability, as the memory was and as it is changed</source>
        <translation>它的概率，记忆改动前后</translation>
    </message>
    <message>
        <source>Change in ln p of the word that stands there, in nats</source>
        <translation>那里的词的 ln p 的变化，单位：奈特</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Δ ln p</source>
        <translation>Δ ln p</translation>
    </message>
    <message>
        <source>token {token}</source>
        <translation>词元 {token}</translation>
    </message>
    <message>
        <source>“{word}”, token {token}: probability {before}, now {after}; ln p {change}.
Likeliest there: “{predicted}”, now “{predicted_now}”.</source>
        <translation>“{word}”，词元 {token}：概率 {before}，现在 {after}；ln p {change}。
那里最可能的是“{predicted}”，现在是“{predicted_now}”。</translation>
    </message>
</context>
<context>
    <name>ChangedTokensView</name>
    <message>
        <source>Words whose predictions changed</source>
        <translation>预测有变化的词</translation>
    </message>
</context>
<context>
    <name>ChangesList</name>
    <message>
        <source>Changes to the memory</source>
        <translation>对记忆的改动</translation>
    </message>
</context>
<context>
    <name>ChangesView</name>
    <message>
        <source>Take the chosen change out (Delete)</source>
        <translation>去掉所选的改动 (Delete)</translation>
    </message>
    <message>
        <source>Take all changes out</source>
        <translation>去掉所有改动</translation>
    </message>
    <message>
        <source>Tint the words of the text by what changed</source>
        <translation>按变化给文本的词着色</translation>
    </message>
    <message>
        <source>Change a slot, and the words that are predicted otherwise stand here.</source>
        <translation>改动一个槽，预测因此不同的词就会列在这里。</translation>
    </message>
    <message>
        <source>Reading on with the memory changed…</source>
        <translation>正带着改动后的记忆往下读…</translation>
    </message>
    <message>
        <source>All changes are switched off.</source>
        <translation>所有改动都已关闭。</translation>
    </message>
    <message>
        <source>Undo ({keys})</source>
        <translation>撤销 ({keys})</translation>
    </message>
    <message>
        <source>Redo ({keys})</source>
        <translation>重做 ({keys})</translation>
    </message>
    <message>
        <source>What these changes do was not measured: switch one off and on to measure it.</source>
        <translation>这些改动的影响没有测出来：把其中一项关掉再打开，就会重新测量。</translation>
    </message>
    <message>
        <source>“{word}”: {change} nats.</source>
        <translation>“{word}”：{change} 奈特。</translation>
    </message>
    <message>
        <source>All words together: ln p changes by {change}. {number} of {total} predictions differ.</source>
        <translation>全部词合计：ln p 变化 {change}。{total} 个预测中有 {number} 个不同。</translation>
    </message>
</context>
<context>
    <name>ChartActions</name>
    <message>
        <source>Show everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Move to the left</source>
        <translation>向左移动</translation>
    </message>
    <message>
        <source>Move to the right</source>
        <translation>向右移动</translation>
    </message>
    <message>
        <source>Copy the numbers as a table</source>
        <translation>以表格形式复制数值</translation>
    </message>
    <message>
        <source>Copy the numbers as CSV</source>
        <translation>以 CSV 形式复制数值</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>复制图片</translation>
    </message>
</context>
<context>
    <name>ChartHeader</name>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Smoothing of the curve</source>
        <translation>曲线的平滑</translation>
    </message>
    <message>
        <source>How much of the average before goes into each point</source>
        <translation>每个点含有多少此前的平均值</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic scale</source>
        <translation>对数坐标</translation>
    </message>
    <message>
        <source>The numbers as a table</source>
        <translation>以表格显示数值</translation>
    </message>
</context>
<context>
    <name>ChartWords</name>
    <message>
        <source>{name}: {count} points of {y}, from {first} at {x} {begin} to {last} at {x} {end}, lowest {low} at {place}.</source>
        <translation>{name}：{count} 个{y}的点，从{x} {begin} 处的 {first} 到{x} {end} 处的 {last}，最低为 {place} 处的 {low}。</translation>
    </message>
    <message>
        <source>{name}: one point of {y}, {first} at {x} {begin}.</source>
        <translation>{name}：一个{y}的点，在{x} {begin} 处为 {first}。</translation>
    </message>
    <message>
        <source>{number} more curves are drawn.</source>
        <translation>另外还画了 {number} 条曲线。</translation>
    </message>
    <message>
        <source>Nothing is drawn yet.</source>
        <translation>还没有画出任何内容。</translation>
    </message>
</context>
<context>
    <name>CheckGroup</name>
    <message>
        <source>All or none</source>
        <translation>全选或全不选</translation>
    </message>
</context>
<context>
    <name>ChoiceForm</name>
    <message>
        <source>Benchmark</source>
        <translation>基准测试</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Memories</source>
        <translation>记忆类型</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>随机种子数</translation>
    </message>
    <message>
        <source>How often each trial is done, from other random weights; shows the spread</source>
        <translation>每项试验以不同的随机权重做几次；用来显示离散程度</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>同时进行</translation>
    </message>
    <message>
        <source>Trials at once, each on one processor core; leave one core to the window</source>
        <translation>同时进行的试验数，每项占一个处理器核心；请给窗口留一个核心</translation>
    </message>
    <message>
        <source>Start the benchmark</source>
        <translation>开始基准测试</translation>
    </message>
    <message>
        <source>Choose at least one memory.</source>
        <translation>请至少选择一种记忆。</translation>
    </message>
    <message>
        <source>Choose at least one task.</source>
        <translation>请至少选择一项任务。</translation>
    </message>
    <message>
        <source>Trials whose results are there already are not run again; one that was cut off goes on where it was kept last.</source>
        <translation>已有结果的试验不会重做；中断的试验会从上次保存处继续。</translation>
    </message>
</context>
<context>
    <name>ClearButton</name>
    <message>
        <source>Empty this box</source>
        <translation>清空此框</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>A run is on</source>
        <translation>训练正在进行</translation>
    </message>
    <message>
        <source>Training is not finished.</source>
        <translation>训练还没有结束。</translation>
    </message>
    <message>
        <source>Stop it and save what it has learnt? You can go on with it later.</source>
        <translation>要停止训练并保存已学到的内容吗？以后可以接着训练。</translation>
    </message>
    <message>
        <source>Stop and save</source>
        <translation>停止并保存</translation>
    </message>
    <message>
        <source>A benchmark is on</source>
        <translation>基准测试正在进行</translation>
    </message>
    <message>
        <source>A measurement is on</source>
        <translation>测量正在进行</translation>
    </message>
    <message>
        <source>Measuring the model is not finished.</source>
        <translation>模型的测量还没有结束。</translation>
    </message>
    <message>
        <source>The model is being exported</source>
        <translation>正在导出模型</translation>
    </message>
    <message>
        <source>The export is not finished.</source>
        <translation>导出还没有结束。</translation>
    </message>
    <message>
        <source>A model is being made</source>
        <translation>正在制作模型</translation>
    </message>
    <message>
        <source>The new model is not finished.</source>
        <translation>新模型还没有制作完成。</translation>
    </message>
    <message>
        <source>Stop it? Nothing of it is kept.</source>
        <translation>要停止吗？已做的部分都不会保留。</translation>
    </message>
    <message>
        <source>Saving the run; the window closes when it is safe.</source>
        <translation>正在保存训练；保存好后窗口会关闭。</translation>
    </message>
    <message>
        <source>Stopping the benchmark; the window closes then.</source>
        <translation>正在停止基准测试；随后关闭窗口。</translation>
    </message>
    <message>
        <source>Stopping what is on; the window closes then.</source>
        <translation>正在停止当前的工作；随后关闭窗口。</translation>
    </message>
    <message>
        <source>{done} of {total} trials are done.</source>
        <translation>{total} 项试验已完成 {done} 项。</translation>
    </message>
    <message>
        <source>Stop it? Their results are kept, and you can go on with it later.</source>
        <translation>要停止吗？已有的结果会保留，以后可以接着做。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>CollectionBar</name>
    <message>
        <source>Collection</source>
        <translation>文档集</translation>
    </message>
    <message>
        <source>Add documents…</source>
        <translation>添加文档…</translation>
    </message>
    <message>
        <source>Text, PDF, Word, EPUB, HTML, tables: whatever a dataset may be made of. Files can also be dropped here.</source>
        <translation>文本、PDF、Word、EPUB、HTML、表格：凡可用作数据集的都行。也可以把文件拖到这里。</translation>
    </message>
    <message>
        <source>More of this collection</source>
        <translation>文档集的更多操作</translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation>新建文档集…</translation>
    </message>
    <message>
        <source>Search by words alone</source>
        <translation>只按词语搜索</translation>
    </message>
    <message>
        <source>Search by a sentence encoder too…</source>
        <translation>同时用句子编码器搜索…</translation>
    </message>
    <message>
        <source>Search by the open model&apos;s own vectors too</source>
        <translation>同时用打开的模型自身的向量搜索</translation>
    </message>
    <message>
        <source>A language model&apos;s own vectors mostly find worse than words alone.</source>
        <translation>语言模型自身的向量通常不如只按词语搜索。</translation>
    </message>
    <message>
        <source>Take out a document</source>
        <translation>移出文档</translation>
    </message>
    <message>
        <source>Forget past queries</source>
        <translation>忘记过去的查询</translation>
    </message>
    <message>
        <source>Delete the collection…</source>
        <translation>删除文档集…</translation>
    </message>
    <message numerus="yes">
        <source>%n document(s)</source>
        <translation>
            <numerusform>%n 个文档</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} passages</source>
        <translation>{count} 个段落</translation>
    </message>
    <message>
        <source>Add documents</source>
        <translation>添加文档</translation>
    </message>
    <message>
        <source>New collection</source>
        <translation>新建文档集</translation>
    </message>
    <message>
        <source>Documents that belong together: they are searched, and answered from, as one.</source>
        <translation>属于一处的文档：搜索和回答时当作一个整体。</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>建立</translation>
    </message>
    <message>
        <source>The folder of a sentence encoder, such as all-MiniLM</source>
        <translation>句子编码器所在的文件夹，例如 all-MiniLM</translation>
    </message>
    <message>
        <source>The collection {name} is deleted, with its past queries; the documents themselves stay where they are. It can be brought back at once, by the message that says so, and is gone for good when MemStudio is closed.</source>
        <translation>文集 {name} 将连同过去的查询一起删除；文档本身留在原处。可以立即用告知此事的消息恢复，关闭 MemStudio 后则永久消失。</translation>
    </message>
    <message>
        <source>Delete the collection</source>
        <translation>删除文档集</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Find an action</source>
        <translation>查找操作</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>你想做什么？</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Nothing is called so.</source>
        <translation>没有叫这个名字的操作。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>The text gives {made} tokens, not the {asked} that were asked for.</source>
        <translation>该文本只能得到 {made} 个词元，而不是所要求的 {asked} 个。</translation>
    </message>
    <message>
        <source>The diagnostics are on the clipboard.</source>
        <translation>诊断信息已复制到剪贴板。</translation>
    </message>
    <message>
        <source>No file manager answered. The folder is {path}.</source>
        <translation>没有文件管理器响应。文件夹是 {path}。</translation>
    </message>
</context>
<context>
    <name>ComparePane</name>
    <message>
        <source>Swap A and B</source>
        <translation>交换 A 和 B</translation>
    </message>
    <message>
        <source>Compare with a trace or a run on disk…</source>
        <translation>与磁盘上的轨迹或训练比较…</translation>
    </message>
    <message>
        <source>Open a trace…</source>
        <translation>打开轨迹…</translation>
    </message>
    <message>
        <source>Open a run&apos;s probes…</source>
        <translation>打开一次训练的探针…</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>比较的内容</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>还没有可比较的内容</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并列</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>%1 has no probes.</source>
        <translation>%1 没有探针。</translation>
    </message>
    <message>
        <source>Two traces are laid over each other, token by token: two steps of a training, two runs, or two kinds of memory that read the same text. Open a run whose memory was probed, or traces from the disk.</source>
        <translation>把两条轨迹逐个词元叠放：一次训练的两步、两次训练，或读同一文本的两种记忆。打开一次有探针的训练，或磁盘上的轨迹。</translation>
    </message>
    <message>
        <source>A is {one}, B is {other}; what is compared is {quantity}.</source>
        <translation>A 是 {one}，B 是 {other}；比较的是{quantity}。</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>Wheel: zoom · drag: move · double click: everything</source>
        <translation>滚轮：缩放 · 拖动：移动 · 双击：全部</translation>
    </message>
    <message>
        <source>Open a trace</source>
        <translation>打开轨迹</translation>
    </message>
    <message>
        <source>Open a run&apos;s probes</source>
        <translation>打开一次训练的探针</translation>
    </message>
</context>
<context>
    <name>ComparePicture</name>
    <message>
        <source>seg.</source>
        <translation>段</translation>
    </message>
</context>
<context>
    <name>CompareWords</name>
    <message>
        <source>%1, step %2</source>
        <translation>%1，第 %2 步</translation>
    </message>
    <message>
        <source>Surprise (loss)</source>
        <translation>意外程度（损失）</translation>
    </message>
    <message>
        <source>Gain from memory</source>
        <translation>记忆的增益</translation>
    </message>
    <message>
        <source>All %1 tokens of both are aligned.</source>
        <translation>两者的全部 %1 个词元都已对齐。</translation>
    </message>
    <message>
        <source>Aligned by their text: %1 of %2 tokens of A, %3 of %4 of B. The rest has no partner and is left empty.</source>
        <translation>按文本对齐：A 的 %2 个词元中的 %1 个，B 的 %4 个中的 %3 个。其余没有对应，留空。</translation>
    </message>
    <message>
        <source>Some of what differs is too long to be compared word by word, and is left empty too.</source>
        <translation>不同之处有一部分太长，无法逐词比较，也留空。</translation>
    </message>
    <message>
        <source>Their tokens differ: each token of A stands beside the one of B that its first character is in.</source>
        <translation>两者的词元不同：A 的每个词元与 B 中包含其首字符的词元并列。</translation>
    </message>
    <message>
        <source>Segments differ (%1 and %2 tokens): each token has the values of its own segment.</source>
        <translation>片段不同（%1 和 %2 个词元）：每个词元取自己所在片段的值。</translation>
    </message>
    <message>
        <source>Segments begin elsewhere: each token has the values of its own segment.</source>
        <translation>片段的起点不同：每个词元取自己所在片段的数值。</translation>
    </message>
    <message>
        <source>Slots are set beside each other by their numbers; slots of different trainings need not hold the same.</source>
        <translation>槽按编号并列；不同训练的槽不一定保存同样的内容。</translation>
    </message>
    <message>
        <source>token %1 “%2”</source>
        <translation>词元 %1 “%2”</translation>
    </message>
    <message>
        <source>slot %1</source>
        <translation>槽 %1</translation>
    </message>
    <message>
        <source>B has nothing here</source>
        <translation>B 在这里没有内容</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>What you write</source>
        <translation>你写的内容</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>The model writes on where your text ends</source>
        <translation>模型接着你的文本往下写</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>The model answers, in its own form for questions</source>
        <translation>模型按它自己的问答格式回答</translation>
    </message>
    <message>
        <source>More about how words are chosen</source>
        <translation>更多：怎样选词</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>At most so many tokens</source>
        <translation>最多这么多词元</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>0 takes the likeliest word each time; more leaves more to chance</source>
        <translation>0 表示每次取最可能的词；越大越随机</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Chance picks among the likeliest words that make up this share</source>
        <translation>在合起来占这个比例的最可能的词中随机选取</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed gives the same text</source>
        <translation>种子相同，文本就相同</translation>
    </message>
    <message>
        <source>Write a text for the model to continue.</source>
        <translation>写一段文本让模型续写。</translation>
    </message>
    <message>
        <source>Write a text for the model to continue, or nothing to let it write on.</source>
        <translation>写一段文本让模型续写，或留空让它接着往下写。</translation>
    </message>
    <message>
        <source>Ask about what the model has read, or just talk to it.</source>
        <translation>就模型读过的内容提问，或直接和它聊天。</translation>
    </message>
</context>
<context>
    <name>Conditions</name>
    <message>
        <source>A run is on: stop it before you open a model.</source>
        <translation>训练正在进行：请先停止训练，再打开模型。</translation>
    </message>
    <message>
        <source>A model is being opened.</source>
        <translation>正在打开一个模型。</translation>
    </message>
    <message>
        <source>A model is being made.</source>
        <translation>正在制作模型。</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
    <message>
        <source>The engine is still starting; it lists the devices in a moment.</source>
        <translation>引擎仍在启动，稍后会列出设备。</translation>
    </message>
    <message>
        <source>A run is on: stop it before you change the device.</source>
        <translation>训练正在进行：请先停止训练，再更换设备。</translation>
    </message>
    <message>
        <source>The engine is busy; wait until it is done.</source>
        <translation>引擎正忙，请等它完成。</translation>
    </message>
    <message>
        <source>The model is being measured: stop that before you open another.</source>
        <translation>正在测量模型：请先停止测量，再打开别的模型。</translation>
    </message>
    <message>
        <source>A run is on: its model is saved with it.</source>
        <translation>训练正在进行：它的模型会随训练一起保存。</translation>
    </message>
    <message>
        <source>A run is on: stop it before you change its data.</source>
        <translation>训练正在进行：请先停止训练，再更换数据。</translation>
    </message>
    <message>
        <source>A run is on already.</source>
        <translation>已有训练在进行。</translation>
    </message>
    <message>
        <source>A benchmark is on: stop it before you start a run.</source>
        <translation>基准测试正在进行：请先停止它，再开始训练。</translation>
    </message>
    <message>
        <source>The last run is still ending.</source>
        <translation>上一次训练仍在结束中。</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>请先打开一个模型。</translation>
    </message>
    <message>
        <source>A run is on: hold it to train a branch meanwhile.</source>
        <translation>训练正在进行：先暂停它，就可以同时训练分支。</translation>
    </message>
    <message>
        <source>A run is on: the form can be filled when it has ended.</source>
        <translation>训练正在进行：结束后才能填写表单。</translation>
    </message>
    <message>
        <source>A run is on: its curves stay on show until it ends.</source>
        <translation>训练正在进行：结束之前一直显示它的曲线。</translation>
    </message>
    <message>
        <source>No run is on.</source>
        <translation>没有正在进行的训练。</translation>
    </message>
    <message>
        <source>The run is ending.</source>
        <translation>训练正在结束。</translation>
    </message>
    <message>
        <source>Nothing is being written.</source>
        <translation>没有正在写的内容。</translation>
    </message>
    <message>
        <source>The open model carries no memory.</source>
        <translation>打开的模型没有记忆。</translation>
    </message>
    <message>
        <source>Training is going on. Pause it first.</source>
        <translation>训练正在进行，请先暂停。</translation>
    </message>
    <message>
        <source>Nothing was said in this session yet.</source>
        <translation>这个会话中还没有说过任何内容。</translation>
    </message>
    <message>
        <source>Nothing was read into the memory yet.</source>
        <translation>记忆中还没有读入任何内容。</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ContentsSection</name>
    <message>
        <source>This slot is empty: its vector has length 0.</source>
        <translation>这个槽是空的：它的向量长度为 0。</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>logits above the mean</source>
        <translation>高出均值的 logit</translation>
    </message>
    <message>
        <source>Of the last state whose words were kept, before anything was read.</source>
        <translation>取自最近保存了词的状态，读入任何内容之前。</translation>
    </message>
    <message>
        <source>Of the last state whose words were kept, after segment {segment}.</source>
        <translation>取自最近保存了词的状态，第 {segment} 段之后。</translation>
    </message>
    <message>
        <source>This part of the trace could not be read.</source>
        <translation>轨迹的这一部分无法读取。</translation>
    </message>
    <message>
        <source>Nothing sets it apart: no slot holds anything else.</source>
        <translation>没有什么使它与众不同：没有别的槽存有不同的内容。</translation>
    </message>
    <message>
        <source>It was empty then.</source>
        <translation>当时它是空的。</translation>
    </message>
    <message>
        <source>This slot cannot go through the model&apos;s output layer: it is of another width.</source>
        <translation>这个槽的宽度不同，无法经过模型的输出层。</translation>
    </message>
    <message>
        <source>Random vectors: {words}</source>
        <translation>随机向量：{words}</translation>
    </message>
</context>
<context>
    <name>ContentsView</name>
    <message>
        <source>Contents of the slots</source>
        <translation>槽的内容</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>what was written</source>
        <translation>写入了什么</translation>
    </message>
    <message>
        <source>what read it</source>
        <translation>什么读取了它</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>意外程度</translation>
    </message>
    <message>
        <source>gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>what was changed</source>
        <translation>改动的影响</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Mean or largest of several</source>
        <translation>多个时取平均或最大</translation>
    </message>
    <message>
        <source>Tint words by</source>
        <translation>词语着色依据</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Show more of the text (−)</source>
        <translation>显示更多文本 (−)</translation>
    </message>
    <message>
        <source>Show less, larger (+)</source>
        <translation>放大，显示更少 (+)</translation>
    </message>
    <message>
        <source>Show the whole text (0)</source>
        <translation>显示全部文本 (0)</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>轨道</translation>
    </message>
    <message>
        <source>Slots over time</source>
        <translation>槽随时间</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读</translation>
    </message>
    <message>
        <source>Surprise and gain</source>
        <translation>意外度与增益</translation>
    </message>
    <message>
        <source>What changes did</source>
        <translation>改动的影响</translation>
    </message>
    <message>
        <source>Text and contents</source>
        <translation>文本与内容</translation>
    </message>
    <message>
        <source>Lanes as at first</source>
        <translation>恢复轨道初始布局</translation>
    </message>
    <message>
        <source>Words of a slot</source>
        <translation>槽的词语</translation>
    </message>
    <message>
        <source>Those that set it apart</source>
        <translation>使它与众不同的词</translation>
    </message>
    <message>
        <source>Nearest of all</source>
        <translation>最接近的词</translation>
    </message>
    <message>
        <source>Colours span</source>
        <translation>颜色范围</translation>
    </message>
    <message>
        <source>The values of the whole text</source>
        <translation>整个文本的数值</translation>
    </message>
    <message>
        <source>Those that are visible</source>
        <translation>当前可见的数值</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>part %1</source>
        <translation>第 %1 部分</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>all heads</source>
        <translation>所有头</translation>
    </message>
    <message>
        <source>head %1</source>
        <translation>第 %1 头</translation>
    </message>
    <message>
        <source>Of this trace only the mean over layers and heads was kept</source>
        <translation>这份轨迹只保留了各层各头的平均</translation>
    </message>
    <message>
        <source>Of this trace only the mean over heads was kept</source>
        <translation>这份轨迹只保留了各头的平均</translation>
    </message>
</context>
<context>
    <name>CostCalculator</name>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Kept on the way back</source>
        <translation>反向传播所保留</translation>
    </message>
    <message>
        <source>Memory state</source>
        <translation>记忆状态</translation>
    </message>
    <message>
        <source>Put together to be sent</source>
        <translation>为发送而汇集</translation>
    </message>
    <message>
        <source>Program and freed blocks</source>
        <translation>程序和已释放的内存块</translation>
    </message>
    <message>
        <source>What a run costs</source>
        <translation>一次训练的开销</translation>
    </message>
    <message>
        <source>Worked out from the shape of the model alone, which is not loaded. Memory is mostly right to a tenth, time to a third.</source>
        <translation>仅由模型的形状算出，不加载模型。内存大多准确到一成，时间准确到三分之一。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Memory of one device, by part</source>
        <translation>一台设备的内存，按部分</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练部分</translation>
    </message>
    <message>
        <source>Arithmetic a step</source>
        <translation>每步计算量</translation>
    </message>
    <message>
        <source>Time a step</source>
        <translation>每步时间</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>每秒词元</translation>
    </message>
    <message>
        <source>Sent a step, each device</source>
        <translation>每台设备每步发送</translation>
    </message>
    <message>
        <source>The run</source>
        <translation>整个训练</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Takes {takes}</source>
        <translation>需要 {takes}</translation>
    </message>
    <message>
        <source>It fits: {takes} of {there}</source>
        <translation>放得下：{there} 中的 {takes}</translation>
    </message>
    <message>
        <source>It does not fit: {takes}, and there are {there}</source>
        <translation>放不下：需要 {takes}，而只有 {there}</translation>
    </message>
    <message>
        <source>{all}, of which {memory} are the memory&apos;s</source>
        <translation>{all}，其中记忆 {memory}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{duration} for {steps} steps</source>
        <translation>{steps} 步需 {duration}</translation>
    </message>
    <message>
        <source>{bytes}, {seconds} s by itself</source>
        <translation>{bytes}，单独需 {seconds} 秒</translation>
    </message>
</context>
<context>
    <name>CostFields</name>
    <message>
        <source>Model and memory</source>
        <translation>模型和记忆</translation>
    </message>
    <message>
        <source>a model as it is opened, or a config.json: nothing of it is loaded</source>
        <translation>可以打开的模型，或一个 config.json：不会加载它</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>槽</translation>
    </message>
    <message>
        <source>Segment length</source>
        <translation>片段长度</translation>
    </message>
    <message>
        <source>The model has this memory already.</source>
        <translation>模型已经有这个记忆。</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>the memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>adapters and memory</source>
        <translation>适配器和记忆</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练部分</translation>
    </message>
    <message>
        <source>Segments a sample</source>
        <translation>每个样本的片段</translation>
    </message>
    <message>
        <source>BPTT depth</source>
        <translation>BPTT 深度</translation>
    </message>
    <message>
        <source>all segments</source>
        <translation>所有片段</translation>
    </message>
    <message>
        <source>Samples at once</source>
        <translation>一次的样本</translation>
    </message>
    <message>
        <source>Accumulation</source>
        <translation>累积</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Replay of segments</source>
        <translation>重放片段</translation>
    </message>
    <message>
        <source>Layers computed again</source>
        <translation>重新计算各层</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>在哪里</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>这台计算机</translation>
    </message>
    <message>
        <source>this computer is measured for a few seconds; GPUs are known by their makers&apos; figures</source>
        <translation>这台计算机会测量几秒钟；GPU 采用厂商的数字</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>share of its maker&apos;s figures that the GPU comes to</source>
        <translation>GPU 达到厂商数字的比例</translation>
    </message>
    <message>
        <source>Efficiency</source>
        <translation>效率</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备数</translation>
    </message>
    <message>
        <source>that train together</source>
        <translation>一起训练的设备</translation>
    </message>
    <message>
        <source>Weights shared out</source>
        <translation>分摊权重</translation>
    </message>
    <message>
        <source>what each device sends to the others in a second</source>
        <translation>每台设备每秒发送给其他设备的数据量</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Name a model.</source>
        <translation>请指定一个模型。</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>MemStudio</source>
        <translation>MemStudio</translation>
    </message>
    <message>
        <source>Something went wrong inside MemStudio.</source>
        <translation>MemStudio 内部出了问题。</translation>
    </message>
    <message>
        <source>Your files are untouched and you can go on. If it happens again, copy the details and report them; nothing is sent by itself.</source>
        <translation>你的文件没有受影响，可以继续使用。如果再次发生，请复制详细信息并报告；程序不会自动发送任何内容。</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
</context>
<context>
    <name>CurveLane</name>
    <message>
        <source>Surprise and gain from memory</source>
        <translation>意外度与记忆带来的增益</translation>
    </message>
    <message>
        <source>“%1”, token %2</source>
        <translation>“%1”，词元 %2</translation>
    </message>
    <message>
        <source>surprise %1 nats (probability %2)</source>
        <translation>意外度 %1 奈特（概率 %2）</translation>
    </message>
    <message>
        <source>gain from memory %1 nats</source>
        <translation>记忆带来的增益 %1 奈特</translation>
    </message>
</context>
<context>
    <name>CutOffNotice</name>
    <message>
        <source>The run {name} was cut off before its first checkpoint; nothing of it is kept.</source>
        <translation>训练 {name} 在写下第一个检查点之前被中断，没有保留任何内容。</translation>
    </message>
    <message>
        <source>The run {name} was cut off after step {step} of {total}. It can go on from its last checkpoint, now or from the page Runs.</source>
        <translation>训练 {name} 在第 {step} 步（共 {total} 步）后中断。它可以从最后一个检查点继续：现在，或在“训练记录”页上。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>DatasetCard</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Add text…</source>
        <translation>添加文本…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Drop a text file or a folder anywhere on the window.</source>
        <translation>把文本文件或文件夹拖放到窗口的任意位置。</translation>
    </message>
    <message>
        <source>Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, archives</source>
        <translation>文本、HTML、PDF、Word、EPUB、源代码、JSON、CSV、Parquet、Arrow、压缩包</translation>
    </message>
    <message>
        <source>Lengths and languages</source>
        <translation>长度与语言</translation>
    </message>
    <message>
        <source>First rows as the model reads them; what is learnt is marked</source>
        <translation>模型读到的前几行；标出的部分会被学习</translation>
    </message>
    <message>
        <source>First rows of the text</source>
        <translation>文本的开头几行</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 个文件</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 个文件</translation>
    </message>
    <message>
        <source>1 document</source>
        <translation>1 个文档</translation>
    </message>
    <message>
        <source>%1 documents</source>
        <translation>%1 个文档</translation>
    </message>
    <message>
        <source>%1 characters</source>
        <translation>%1 个字符</translation>
    </message>
    <message>
        <source>%1 is being read…</source>
        <translation>正在读取 %1…</translation>
    </message>
    <message>
        <source>%1 and %2 more are being read…</source>
        <translation>正在读取 %1 和另外 %2 个…</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>split as the files are named</source>
        <translation>按文件名划分</translation>
    </message>
    <message>
        <source>%1 passed over</source>
        <translation>略过 %1</translation>
    </message>
    <message>
        <source>Hidden files, files of other kinds and files named twice</source>
        <translation>隐藏文件、其他类型的文件和重复列出的文件</translation>
    </message>
    <message>
        <source>Estimated from the beginning of the text; training reads all of it.</source>
        <translation>根据文本开头估算；训练时会读取全部文本。</translation>
    </message>
    <message>
        <source>about %1 documents</source>
        <translation>约 %1 篇文档</translation>
    </message>
    <message>
        <source>%1 segments</source>
        <translation>%1 个片段</translation>
    </message>
    <message>
        <source>about %1 segments</source>
        <translation>约 %1 个片段</translation>
    </message>
    <message>
        <source>No text could be read</source>
        <translation>没有读到任何文本</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 等（另有 %2 个）</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 个问题</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>%1 个问题</translation>
    </message>
</context>
<context>
    <name>DemoCard</name>
    <message>
        <source>See a memory at work</source>
        <translation>看看记忆如何工作</translation>
    </message>
    <message>
        <source>The demo is a small model that reads a story piece by piece and answers questions about it from its memory alone. Watch which words each slot keeps, then ask it something.</source>
        <translation>演示模型很小，它一段一段地读故事，只凭记忆回答关于故事的问题。看看每个槽记住了哪些词，再问它一个问题。</translation>
    </message>
    <message>
        <source>right, in stories of the trained length</source>
        <translation>答对，故事长度与训练时相同</translation>
    </message>
    <message>
        <source>right, with the fact 16 segments back</source>
        <translation>答对，事实在 16 个片段之前</translation>
    </message>
    <message>
        <source>with the memory reset (chance {chance})</source>
        <translation>记忆被重置时（随机猜测为 {chance}）</translation>
    </message>
    <message>
        <source>Measured on {questions} questions in {stories} new stories for each figure, seed {seed}, with: memstudio eval demo</source>
        <translation>在每项 {stories} 个新故事中共测了 {questions} 个问题，随机种子 {seed}，命令：memstudio eval demo</translation>
    </message>
</context>
<context>
    <name>DemoOpening</name>
    <message>
        <source>New story, seed {seed}</source>
        <translation>新故事，随机种子 {seed}</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>Answers right</source>
        <translation>答对的比例</translation>
    </message>
    <message>
        <source>Answers right, by what is done to the memory</source>
        <translation>答对的比例，按对记忆所做的处理</translation>
    </message>
    <message>
        <source>Other sizes</source>
        <translation>其他规模</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>各个种子</translation>
    </message>
    <message>
        <source>How it was learnt</source>
        <translation>学习方式</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>关闭详情</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Trials to come: %1</source>
        <translation>尚待进行的试验：%1</translation>
    </message>
    <message>
        <source>Seed %1, step %2 of at most %3</source>
        <translation>种子 %1，第 %2 步，最多 %3 步</translation>
    </message>
    <message>
        <source>Guessing</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>guessing</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>size</source>
        <translation>规模</translation>
    </message>
    <message>
        <source>right, %</source>
        <translation>正确，%</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Whole</source>
        <translation>全对</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>%1 of at most %2</source>
        <translation>%1，最多 %2</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>MemStudio</source>
        <translation>MemStudio</translation>
    </message>
</context>
<context>
    <name>DeviceBox</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message numerus="yes">
        <source>CPU, %n core(s)</source>
        <translation>
            <numerusform>CPU，%n 个核心</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}, {free} free</source>
        <translation>{name}，空闲 {free}</translation>
    </message>
    <message>
        <source>Where models are opened and trained</source>
        <translation>模型在哪里打开和训练</translation>
    </message>
</context>
<context>
    <name>DialogueControls</name>
    <message>
        <source>What is remembered?</source>
        <translation>记住了什么？</translation>
    </message>
    <message>
        <source>The slots in words, and the turns that they come from</source>
        <translation>用词语表示的槽，以及它们来自哪些轮次</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>忘记…</translation>
    </message>
    <message>
        <source>Forget a name or some words, and measure whether they are forgotten</source>
        <translation>忘记一个名字或几个词，并测量是否真的忘记了</translation>
    </message>
    <message>
        <source>The memory was emptied or exchanged here: what stands above is not in it.</source>
        <translation>记忆在这里被清空或更换：上面的内容不在其中。</translation>
    </message>
    <message>
        <source>Put it there</source>
        <translation>放到那里</translation>
    </message>
    <message>
        <source>What this session is called from now on.</source>
        <translation>这个会话今后的名称。</translation>
    </message>
    <message>
        <source>Rename the session</source>
        <translation>重命名会话</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Markdown (*.md);;JSON (*.json);;Folder with both and the memory (*)</source>
        <translation>Markdown (*.md);;JSON (*.json);;包含两者和记忆的文件夹 (*)</translation>
    </message>
    <message>
        <source>Export the session</source>
        <translation>导出会话</translation>
    </message>
    <message>
        <source>{name} is deleted, with its memory. It can be brought back at once, by the message that says so, and is gone for good when MemStudio is closed.</source>
        <translation>{name} 将连同其记忆一起删除。可以立即用告知此事的消息恢复，关闭 MemStudio 后则永久消失。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the session</source>
        <translation>删除会话</translation>
    </message>
    <message>
        <source>This is a branch, kept as %1.</source>
        <translation>这是一个分支，保存为“%1”。</translation>
    </message>
    <message numerus="yes">
        <source>%n turn(s) of %1 were read into the memory.</source>
        <translation>
            <numerusform>“%1”的 %n 轮已读入记忆。</numerusform>
        </translation>
    </message>
    <message>
        <source>What was forgotten or exchanged is remembered again.</source>
        <translation>先前忘记或换掉的内容又记起来了。</translation>
    </message>
    <message>
        <source>The session was written to %1.</source>
        <translation>会话已写入 %1。</translation>
    </message>
</context>
<context>
    <name>DifferencesView</name>
    <message>
        <source>All settings</source>
        <translation>所有设置</translation>
    </message>
    <message>
        <source>Copy as a table</source>
        <translation>复制为表格</translation>
    </message>
    <message>
        <source>Settings of the selected runs</source>
        <translation>所选训练的设置</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out: {reason}</source>
        <translation>
            <numerusform>略去了 %n 次训练：{reason}</numerusform>
        </translation>
    </message>
    <message>
        <source>Select several runs to see in which settings they differ.</source>
        <translation>选择多次训练以查看它们哪些设置不同。</translation>
    </message>
    <message>
        <source>All settings of this run. Select another to see what differs.</source>
        <translation>此训练的所有设置。再选一次以查看差异。</translation>
    </message>
    <message>
        <source>Their settings are the same.</source>
        <translation>它们的设置相同。</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) differ</source>
        <translation>
            <numerusform>%n 项设置不同</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DockPlan</name>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>What am I looking at?</source>
        <translation>我在看什么？</translation>
    </message>
    <message>
        <source>Let this panel float, or put it back</source>
        <translation>让这个面板浮动，或放回原处</translation>
    </message>
    <message>
        <source>Hide this panel</source>
        <translation>隐藏这个面板</translation>
    </message>
</context>
<context>
    <name>DragOut</name>
    <message>
        <source>Drag this to another program, to take the picture there</source>
        <translation>把它拖到另一个程序，即可把图带过去</translation>
    </message>
</context>
<context>
    <name>DropTarget</name>
    <message>
        <source>Open this model</source>
        <translation>打开这个模型</translation>
    </message>
    <message>
        <source>Open this run</source>
        <translation>打开这个训练</translation>
    </message>
    <message>
        <source>Open this trace</source>
        <translation>打开这份轨迹</translation>
    </message>
    <message>
        <source>Import this as a memory state</source>
        <translation>作为记忆状态导入</translation>
    </message>
    <message>
        <source>Open this model, and add the text as the dataset</source>
        <translation>打开这个模型，并把文本作为数据集</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n folder(s)</source>
        <translation>
            <numerusform>%n 个文件夹</numerusform>
        </translation>
    </message>
    <message>
        <source>Add {files} and {folders} as the dataset</source>
        <translation>把 {files}和 {folders}添加为数据集</translation>
    </message>
    <message>
        <source>Add {things} as the dataset</source>
        <translation>把 {things}添加为数据集</translation>
    </message>
    <message>
        <source>{path} does not exist.</source>
        <translation>{path} 不存在。</translation>
    </message>
    <message>
        <source>Drop one model, run or trace at a time.</source>
        <translation>一次只拖入一个模型、训练或轨迹。</translation>
    </message>
    <message>
        <source>This is no text. Drop text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet or Arrow files, folders or archives of them, a model folder, a .gguf file, a run folder or a trace.</source>
        <translation>这不是文本。请拖入文本、HTML、PDF、Word、EPUB、源代码、JSON、CSV、Parquet 或 Arrow 文件，装有它们的文件夹或压缩包，模型文件夹、.gguf 文件、训练文件夹或轨迹。</translation>
    </message>
    <message>
        <source>These are weights only. Drop the folder that holds them with config.json, or a .gguf file.</source>
        <translation>这里只有权重。请拖放包含权重和 config.json 的文件夹，或 .gguf 文件。</translation>
    </message>
    <message>
        <source>Drop a run, a trace or memory states alone, without other files.</source>
        <translation>训练、轨迹或记忆状态要单独拖入，不能和其他文件一起。</translation>
    </message>
    <message>
        <source>There is no file in this.</source>
        <translation>其中没有文件。</translation>
    </message>
</context>
<context>
    <name>EditStrip</name>
    <message>
        <source>Keep it as it was as another session</source>
        <translation>把原来的内容保留为另一个会话</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Editing what you said in turn %1.</source>
        <translation>正在修改你在第 %1 轮说的话。</translation>
    </message>
    <message>
        <source>Editing what was written in turn %1. The model goes on from your text.</source>
        <translation>正在修改第 %1 轮中模型写的内容。模型会从你的文字继续。</translation>
    </message>
    <message numerus="yes">
        <source>%n turn(s) after it will be dropped.</source>
        <translation>
            <numerusform>它后面的 %n 轮会被去掉。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EffectConditions</name>
    <message>
        <source>This is for the Memory page.</source>
        <translation>这只用于记忆页。</translation>
    </message>
    <message>
        <source>Let a model with a memory read a text first.</source>
        <translation>先让带记忆的模型读一段文本。</translation>
    </message>
    <message>
        <source>Open the model that read this text first.</source>
        <translation>请先打开读过这段文本的模型。</translation>
    </message>
    <message>
        <source>Click a word of the text first.</source>
        <translation>先点一下文本里的词。</translation>
    </message>
    <message>
        <source>Nothing was predicted for the first token.</source>
        <translation>第一个词元没有预测。</translation>
    </message>
    <message>
        <source>Select a slot first.</source>
        <translation>先选一个槽。</translation>
    </message>
    <message>
        <source>Explain a word first.</source>
        <translation>先解释一个词。</translation>
    </message>
    <message>
        <source>No change was made.</source>
        <translation>没有做过改动。</translation>
    </message>
    <message>
        <source>No change was undone.</source>
        <translation>没有撤销过改动。</translation>
    </message>
    <message>
        <source>Nothing is being measured.</source>
        <translation>没有在测量。</translation>
    </message>
</context>
<context>
    <name>EffectMap</name>
    <message>
        <source>Change in ln p of all words when a slot is taken out after a segment; below zero, what it held had helped.</source>
        <translation>在某个片段之后取走一个槽时，所有词的 ln p 的变化；低于零说明它保存的内容有帮助。</translation>
    </message>
    <message>
        <source>Change in ln p of “{word}” (token {token}) when a slot is taken out after a segment; below zero, what it held had helped.</source>
        <translation>在某个片段之后取走一个槽时，“{word}”（词元 {token}）的 ln p 的变化；低于零说明它保存的内容有帮助。</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>效应</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>奈特</translation>
    </message>
</context>
<context>
    <name>EffectsDock</name>
    <message>
        <source>Effects</source>
        <translation>效应</translation>
    </message>
</context>
<context>
    <name>EffectsPanel</name>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>Intervene</source>
        <translation>干预</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Reading on with the memory changed…</source>
        <translation>正带着改动后的记忆往下读…</translation>
    </message>
    <message>
        <source>Looking for where the word came from…</source>
        <translation>正在查找这个词的来源…</translation>
    </message>
    <message>
        <source>Putting the links to the test…</source>
        <translation>正在检验这些联系…</translation>
    </message>
    <message>
        <source>Measuring what each slot is worth…</source>
        <translation>正在测量每个槽的作用…</translation>
    </message>
    <message>
        <source>Looking for where the word came from, to test that then…</source>
        <translation>正在查找这个词的来源，然后检验它…</translation>
    </message>
    <message>
        <source>Waits until the engine is free, or the run is paused…</source>
        <translation>等引擎空闲或训练暂停…</translation>
    </message>
</context>
<context>
    <name>EvaluateHeader</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>All is kept: trials that are cut off go on where they were, another time</source>
        <translation>全部保留：中断的试验下次会接着进行</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>你的结果</translation>
    </message>
    <message>
        <source>What was found on this computer</source>
        <translation>在这台电脑上得到的结果</translation>
    </message>
    <message>
        <source>Measured by us</source>
        <translation>官方测量</translation>
    </message>
    <message>
        <source>The results that come with MemStudio</source>
        <translation>随 MemStudio 附带的结果</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>矩阵</translation>
    </message>
    <message>
        <source>Memories and tasks</source>
        <translation>记忆与任务</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>A plain table of numbers</source>
        <translation>纯数字表格</translation>
    </message>
    <message>
        <source>Copy the results or the command</source>
        <translation>复制结果或命令</translation>
    </message>
    <message>
        <source>Copy the table (Markdown)</source>
        <translation>复制表格（Markdown）</translation>
    </message>
    <message>
        <source>Copy as command line</source>
        <translation>复制为命令行</translation>
    </message>
    <message>
        <source>Open the folder of the results</source>
        <translation>打开结果所在的文件夹</translation>
    </message>
    <message numerus="yes">
        <source>%n trial(s)</source>
        <translation>
            <numerusform>%n 项试验</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, with this version&apos;s benchmark</source>
        <translation>%1，用本版本的基准测试测得</translation>
    </message>
    <message>
        <source>Your results</source>
        <translation>你的结果</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>还没有结果</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>The trials are being set up.</source>
        <translation>正在准备试验。</translation>
    </message>
    <message>
        <source>Trying memories, %1 of %2 trials done</source>
        <translation>正在测试记忆，%2 项试验已完成 %1 项</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>正在暂停</translation>
    </message>
    <message>
        <source>Every trial holds at its next check.</source>
        <translation>每项试验会在下一次检查时停住。</translation>
    </message>
    <message>
        <source>Paused, %1 of %2 trials done</source>
        <translation>已暂停，%2 项试验已完成 %1 项</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>What is finished is kept, and how far the other trials are.</source>
        <translation>已完成的结果和其他试验的进度都会保留。</translation>
    </message>
    <message>
        <source>Start again to go on where it was.</source>
        <translation>再次开始即可接着进行。</translation>
    </message>
    <message>
        <source>What is finished is kept. Start again to go on where it was.</source>
        <translation>已完成的会保留。再次开始即可接着进行。</translation>
    </message>
    <message>
        <source>Stopped, %1 of %2 trials done</source>
        <translation>已停止，%2 项试验已完成 %1 项</translation>
    </message>
    <message>
        <source>Done, %2 trials</source>
        <translation>完成，共 %2 项试验</translation>
    </message>
    <message>
        <source>The benchmark could not go on</source>
        <translation>基准测试无法继续</translation>
    </message>
</context>
<context>
    <name>EvaluatePage</name>
    <message>
        <source>This model</source>
        <translation>当前模型</translation>
    </message>
    <message>
        <source>Memories compared</source>
        <translation>记忆比较</translation>
    </message>
    <message>
        <source>Measure the model on this text</source>
        <translation>用这些文本评测模型</translation>
    </message>
</context>
<context>
    <name>EvaluatePane</name>
    <message>
        <source>Start the benchmark</source>
        <translation>开始基准测试</translation>
    </message>
    <message>
        <source>See which memories remember</source>
        <translation>看看哪些记忆真的记得住</translation>
    </message>
    <message>
        <source>Small models learn tasks that cannot be done without a memory, such as copying what was read three segments ago. Then the memory is reset, or swapped between texts: one that was used falls to guessing. Choose what to try at the left, and start.</source>
        <translation>让小模型学习没有记忆就做不到的任务，例如抄写三段之前读过的内容。然后把记忆重置，或在文本之间互换：真正用到的记忆会跌到猜测的水平。请在左侧选择要测试的内容，然后开始。</translation>
    </message>
    <message>
        <source>The benchmark is on.</source>
        <translation>基准测试正在进行。</translation>
    </message>
    <message>
        <source>A run is on. Stop it to try memories.</source>
        <translation>训练正在进行。请先停止它，再测试记忆。</translation>
    </message>
</context>
<context>
    <name>EvaluateWords</name>
    <message>
        <source>memory used</source>
        <translation>用到记忆</translation>
    </message>
    <message>
        <source>use not shown</source>
        <translation>未见使用</translation>
    </message>
    <message>
        <source>not learnt</source>
        <translation>未学会</translation>
    </message>
    <message>
        <source>no memory</source>
        <translation>无记忆</translation>
    </message>
    <message>
        <source>It answers from its memory: %1 right, but only %2 with the memory reset and %3 with that of another text; guessing gets %4.</source>
        <translation>它靠记忆作答：答对 %1，而记忆重置后只有 %2，换成别的文本的记忆只有 %3；猜测可得 %4。</translation>
    </message>
    <message>
        <source>%1 right, %2 with the memory reset and %3 with that of another text; guessing gets %4. For a use to be shown the memory has to bring half of the answers, and both controls have to fall to guessing or under it.</source>
        <translation>答对 %1，记忆重置后 %2，换成别的文本的记忆后 %3；猜测可得 %4。要证明用到了记忆，记忆须带来一半的正确答案，且两种对照都须跌到猜测的水平或更低。</translation>
    </message>
    <message>
        <source>%1 right is no better than guessing, which gets %4.</source>
        <translation>答对 %1，不比猜测好，猜测可得 %4。</translation>
    </message>
    <message>
        <source>%1 right, where guessing gets %4. There is no memory to be reset.</source>
        <translation>答对 %1，猜测可得 %4。没有可以重置的记忆。</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Swapped</source>
        <translation>互换</translation>
    </message>
    <message>
        <source>Zeroed</source>
        <translation>清零</translation>
    </message>
    <message>
        <source>Shuffled</source>
        <translation>打乱</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>learning, %1 right so far</source>
        <translation>学习中，目前答对 %1</translation>
    </message>
    <message>
        <source>Guessing: %1</source>
        <translation>猜测：%1</translation>
    </message>
    <message>
        <source>Seeds: %1</source>
        <translation>种子数：%1</translation>
    </message>
    <message>
        <source>Trials to come: %1</source>
        <translation>尚待进行的试验：%1</translation>
    </message>
</context>
<context>
    <name>EvaluationTable</name>
    <message>
        <source>Show answers</source>
        <translation>显示回答</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Hide answers</source>
        <translation>隐藏回答</translation>
    </message>
    <message>
        <source>Asked: %1</source>
        <translation>提问：%1</translation>
    </message>
    <message>
        <source>Expected: %1</source>
        <translation>期望：%1</translation>
    </message>
    <message>
        <source>Before: %1</source>
        <translation>训练前：%1</translation>
    </message>
    <message>
        <source>After: %1</source>
        <translation>训练后：%1</translation>
    </message>
    <message>
        <source>Memory reset: %1</source>
        <translation>记忆重置：%1</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>训练前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>训练后</translation>
    </message>
    <message>
        <source>Memory reset</source>
        <translation>记忆重置</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>共 %1</translation>
    </message>
</context>
<context>
    <name>ExplainView</name>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>Find where the selected word came from (E)</source>
        <translation>查找所选的词来自哪里 (E)</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>检验</translation>
    </message>
    <message>
        <source>Take away each linked slot and each source, and measure what that does</source>
        <translation>逐个去掉相关的槽和来源，测量影响</translation>
    </message>
    <message>
        <source>Take the links away</source>
        <translation>收起这些联系</translation>
    </message>
    <message>
        <source>Dashed: not tested. Solid: confirmed. Grey: not confirmed.</source>
        <translation>虚线：未检验。实线：已证实。灰色：未证实。</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weight of the links</source>
        <translation>联系的权重</translation>
    </message>
    <message>
        <source>by attention</source>
        <translation>按注意力</translation>
    </message>
    <message>
        <source>by gradient</source>
        <translation>按梯度</translation>
    </message>
    <message>
        <source>Effect map</source>
        <translation>效应图</translation>
    </message>
    <message>
        <source>Take away every slot after every segment, and paint what that does</source>
        <translation>在每个片段之后逐个去掉每个槽，画出影响</translation>
    </message>
    <message>
        <source>For this word</source>
        <translation>对这个词</translation>
    </message>
    <message>
        <source>For the whole text</source>
        <translation>对全文</translation>
    </message>
    <message>
        <source>Let a model with a memory read a text, and you can test what it used.</source>
        <translation>让带记忆的模型读一段文本，就能检验它用了什么。</translation>
    </message>
    <message>
        <source>Open the model that read this text, and you can test what it used.</source>
        <translation>打开读过这段文本的模型，就能检验它用了什么。</translation>
    </message>
    <message>
        <source>“{word}” is the first token, and nothing was predicted for it. Click another word, and press E to see where that came from.</source>
        <translation>“{word}”是第一个词元，没有对它的预测。点击另一个词，按 E 查看它来自哪里。</translation>
    </message>
    <message>
        <source>Slot {slot} is selected: the Inspector says what it holds. Click a word of the text and press E to see where it came from.</source>
        <translation>已选中槽 {slot}：“检查器”会说明它保存着什么。点击文本中的一个词，按 E 查看它来自哪里。</translation>
    </message>
    <message>
        <source>Click a word of the text and press E to see where it came from.</source>
        <translation>点一下文本里的词，再按 E 查看它来自哪里。</translation>
    </message>
    <message>
        <source>“{word}” is selected. Press E to see where it came from.</source>
        <translation>已选中“{word}”。按 E 查看它来自哪里。</translation>
    </message>
    <message>
        <source>“{word}”, token {token}: probability {probability}.</source>
        <translation>“{word}”，词元 {token}：概率 {probability}。</translation>
    </message>
    <message>
        <source>“{word}”, token {token}: probability {probability}; “{other}” was likelier.</source>
        <translation>“{word}”，词元 {token}：概率 {probability}；“{other}”更可能。</translation>
    </message>
    <message>
        <source>With the memory reset ln p changes by {change}.</source>
        <translation>重置记忆后 ln p 变化 {change}。</translation>
    </message>
    <message>
        <source>Without {slots} together: {effect}.</source>
        <translation>一起去掉{slots}：{effect}。</translation>
    </message>
    <message>
        <source>“{word}” is selected now: press E to see where that came from.</source>
        <translation>现在选中的是“{word}”：按 E 查看它从何而来。</translation>
    </message>
</context>
<context>
    <name>ExportButton</name>
    <message>
        <source>Save the picture, copy the numbers</source>
        <translation>保存图片，复制数字</translation>
    </message>
    <message>
        <source>Save the picture…</source>
        <translation>保存图片…</translation>
    </message>
    <message>
        <source>Copy the numbers</source>
        <translation>复制数字</translation>
    </message>
    <message>
        <source>Copy as command line</source>
        <translation>复制为命令行</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存图片</translation>
    </message>
</context>
<context>
    <name>ExportMenu</name>
    <message>
        <source>Save the picture…</source>
        <translation>保存图片…</translation>
    </message>
    <message>
        <source>Save the weights that are seen as CSV…</source>
        <translation>将看到的权重存为 CSV…</translation>
    </message>
    <message>
        <source>Save the chosen word&apos;s weights as CSV…</source>
        <translation>将所选词的权重存为 CSV…</translation>
    </message>
    <message>
        <source>Save the figures of all heads as CSV…</source>
        <translation>将所有头的数据存为 CSV…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Save the numbers</source>
        <translation>保存数据</translation>
    </message>
</context>
<context>
    <name>ExportModelDialog</name>
    <message>
        <source>Export the model</source>
        <translation>导出模型</translation>
    </message>
    <message>
        <source>The open model, as it is now, for use elsewhere.</source>
        <translation>把打开的模型按现在的样子导出，供别处使用。</translation>
    </message>
    <message>
        <source>As</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>副本</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>The model was exported to {path}.</source>
        <translation>模型已导出到 {path}。</translation>
    </message>
</context>
<context>
    <name>FigureTiles</name>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>已用时间</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>占用内存</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Of the model&apos;s weights where everything is trained, else of the memory&apos;s</source>
        <translation>训练全部时是模型权重的学习率，否则是记忆的</translation>
    </message>
    <message>
        <source>Main memory of this program</source>
        <translation>本程序占用的主内存</translation>
    </message>
    <message>
        <source>On the device; %1 of main memory</source>
        <translation>设备上的内存；另有主内存 %1</translation>
    </message>
</context>
<context>
    <name>FiguresCard</name>
    <message>
        <source>Documents by their length in tokens</source>
        <translation>按词元长度统计的文档</translation>
    </message>
    <message>
        <source>up to %1</source>
        <translation>至多 %1</translation>
    </message>
    <message>
        <source>Half have at most %1 tokens, the longest %2.</source>
        <translation>半数文档至多 %1 个词元，最长 %2 个。</translation>
    </message>
    <message>
        <source>A token is %1 characters on average; %2 of the vocabulary is used.</source>
        <translation>平均每个词元 %1 个字符；词表用到 %2。</translation>
    </message>
    <message>
        <source>%1 are longer than the model sees at once: the rest reaches it through the memory alone.</source>
        <translation>有 %1 篇超过模型一次可见的长度：其余部分只能通过记忆到达模型。</translation>
    </message>
    <message>
        <source>%1 of the tokens are unknown to the model: it was made for other text.</source>
        <translation>有 %1 的词元是模型不认识的：该模型是为其他文本制作的。</translation>
    </message>
    <message>
        <source>Languages: %1</source>
        <translation>语言：%1</translation>
    </message>
</context>
<context>
    <name>FiguresTable</name>
    <message>
        <source>What was measured</source>
        <translation>测量结果</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Memory as it is</source>
        <translation>保留记忆</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Memory reset</source>
        <translation>记忆重置</translation>
    </message>
    <message>
        <source>What the memory gives</source>
        <translation>记忆的作用</translation>
    </message>
    <message>
        <source>Difference to it</source>
        <translation>与它的差</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>样本</translation>
    </message>
</context>
<context>
    <name>FileAsking</name>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>FileList</name>
    <message>
        <source>Files of the text</source>
        <translation>文本的文件</translation>
    </message>
    <message>
        <source>%1 files more</source>
        <translation>另有 %1 个文件</translation>
    </message>
    <message>
        <source>%1 characters</source>
        <translation>%1 个字符</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>……另有 %1 个</translation>
    </message>
</context>
<context>
    <name>FolderEditor</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Choose where to save</source>
        <translation>选择保存位置</translation>
    </message>
</context>
<context>
    <name>Foot</name>
    <message>
        <source>Pause the run</source>
        <translation>暂停训练</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Clear the page</source>
        <translation>清空页面</translation>
    </message>
    <message>
        <source>Clears what is written here; the memory stays as it is</source>
        <translation>清空这里的文字；记忆保持不变</translation>
    </message>
</context>
<context>
    <name>ForgetStrip</name>
    <message>
        <source>A name or some words</source>
        <translation>一个名字或几个词</translation>
    </message>
    <message>
        <source>A question that would bring it up (not needed)</source>
        <translation>会问出它的问题（可不填）</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Every sentence that holds it goes, from the session and the memory; the rest is read again, and what came of it is measured.</source>
        <translation>含有它的每个句子都会从会话和记忆中去掉；其余内容会重新读入，并测量结果。</translation>
    </message>
</context>
<context>
    <name>ForgetWords</name>
    <message>
        <source>Slots that were put back to what they were in the beginning: {slots}.</source>
        <translation>已恢复到初始状态的槽：{slots}。</translation>
    </message>
    <message>
        <source>Memories and sessions that were kept, branched or exported before still hold it.</source>
        <translation>之前保存、建立分支或导出的记忆和会话仍然含有它。</translation>
    </message>
    <message>
        <source>It is gone from what was read. Nothing of it could be asked for, so nothing was measured.</source>
        <translation>它已从读过的内容中去掉。其中没有可以提问的内容，因此没有测量。</translation>
    </message>
    <message>
        <source>It is gone from what was read. There was nothing to measure: {answer} was not likely before ({before}) either. A question whose answer it is would tell more.</source>
        <translation>它已不在读过的内容里。没有可测量的东西：{answer} 之前就不太可能（{before}）。换成以它为答案的问题，能看出更多。</translation>
    </message>
    <message>
        <source>Forgotten: {answer} is now as likely ({now}) as if it had never been said ({never}); before {before}.</source>
        <translation>已忘记：{answer} 现在的概率（{now}）与从未说过时（{never}）相同；之前为 {before}。</translation>
    </message>
    <message>
        <source>What remains tells it as well: {answer} is still the likeliest ({before} before, {now} now). Forget that too.</source>
        <translation>余下的内容也说到了它：{answer} 仍是可能性最大的（之前 {before}，现在 {now}）。把那些也忘掉才行。</translation>
    </message>
    <message>
        <source>The memory did not hold it: {answer} was no likelier ({before}) than if it had never been said ({never}).</source>
        <translation>记忆里本来没有它：{answer} 的概率（{before}）不高于从未说过时（{never}）。</translation>
    </message>
    <message>
        <source>Not forgotten: {answer} is still likelier ({now}) than if it had never been said ({never}); before {before}.</source>
        <translation>没有忘记：{answer} 的概率（{now}）仍高于从未说过时（{never}）；之前为 {before}。</translation>
    </message>
    <message>
        <source>For comparison, {answer}: {before} before, {now} now.</source>
        <translation>作为对照，{answer}：之前 {before}，现在 {now}。</translation>
    </message>
</context>
<context>
    <name>FormMenu</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Queue, save or copy the settings</source>
        <translation>将设置加入队列、保存或复制</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Save settings as run.toml…</source>
        <translation>把设置保存为 run.toml…</translation>
    </message>
    <message>
        <source>Copy as command line</source>
        <translation>复制为命令行</translation>
    </message>
    <message>
        <source>Calculate the cost…</source>
        <translation>计算开销…</translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation>自定义设置</translation>
    </message>
    <message>
        <source>Preset: %1</source>
        <translation>预设：%1</translation>
    </message>
</context>
<context>
    <name>FoundHtml</name>
    <message>
        <source>from character {start}</source>
        <translation>从第 {start} 个字符起</translation>
    </message>
    <message>
        <source>words {score}, rank {place}</source>
        <translation>词语 {score}，第 {place} 位</translation>
    </message>
    <message>
        <source>cosine {score}, rank {place}</source>
        <translation>余弦 {score}，第 {place} 位</translation>
    </message>
    <message>
        <source>chosen for a like query ({score})</source>
        <translation>曾在相似查询中被选中（{score}）</translation>
    </message>
    <message>
        <source>model {score} nats a token, rank {place}</source>
        <translation>模型 每词元 {score} 奈特，第 {place} 位</translation>
    </message>
</context>
<context>
    <name>FromScratchSide</name>
    <message>
        <source>Text on the Train page</source>
        <translation>训练页上的文本</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Of all weights&apos; first, random values</source>
        <translation>用于全部权重的随机初始值</translation>
    </message>
    <message>
        <source>{name}: {layers} layers, width {width}</source>
        <translation>{name}：{layers} 层，宽度 {width}</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>Tokens that there are, those included that stand for no text</source>
        <translation>词元总数，包括不代表任何文本的特殊词元</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>规模</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Saved as</source>
        <translation>保存为</translation>
    </message>
    <message>
        <source>Add the text that the tokenizer is trained on, or drop it here.</source>
        <translation>请添加用来训练分词器的文本，或将其拖放到这里。</translation>
    </message>
    <message>
        <source>%1 is not there any more. Remove it.</source>
        <translation>%1 已不存在，请将其移除。</translation>
    </message>
    <message>
        <source>These tokens need a vocabulary of at least %1.</source>
        <translation>这种词元的词表至少需要 %1 个。</translation>
    </message>
    <message>
        <source>{parameters} parameters without the memory · {disk} on disk · roughly {training} of memory to train, besides the program&apos;s own</source>
        <translation>{parameters} 个参数（不含记忆） · 占磁盘 {disk} · 训练约需内存 {training}，程序自身占用另计</translation>
    </message>
</context>
<context>
    <name>GlanceLine</name>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Show the one before</source>
        <translation>显示上一条</translation>
    </message>
    <message>
        <source>Show the next that was found</source>
        <translation>显示下一条发现</translation>
    </message>
    <message>
        <source>Finding %1 of %2</source>
        <translation>发现 %1 / %2</translation>
    </message>
    <message>
        <source>Measuring what the memory held and what that was used for…</source>
        <translation>正在测量记忆保存了什么、用在了哪里…</translation>
    </message>
    <message>
        <source>What the memory of this text held, and what that was used for, can be measured.</source>
        <translation>可以测量记忆在这段文本中保存了什么、用在了哪里。</translation>
    </message>
    <message>
        <source>What the memory held, and what that was used for, is measured as soon as the model is idle.</source>
        <translation>模型一空闲，就会测量记忆保存了什么、用在了哪里。</translation>
    </message>
</context>
<context>
    <name>GlanceWords</name>
    <message>
        <source>None of the predictions that were tried ({number}) could be shown to hang on a slot, or on a few together. With its memory the model finds each word {gain} nats likelier on average.</source>
        <translation>试过的预测（{number} 个）中，没有一个能被证明依靠一个槽或某几个槽。有了记忆，模型平均认为每个词的可能性高 {gain} 奈特。</translation>
    </message>
    <message>
        <source>None of the predictions that were tried ({number}) could be shown to hang on a slot, or on a few together, and on average the memory makes no word likelier.</source>
        <translation>试过的预测（{number} 个）中，没有一个能被证明依靠一个槽或某几个槽；平均而言，记忆也没有让任何词更可能。</translation>
    </message>
    <message>
        <source>No right prediction owes the memory half a nat or more, so none was put to the test. On average it makes each word {gain} nats likelier.</source>
        <translation>没有哪个正确的预测有半个奈特以上归功于记忆，因此没有可检验的。平均而言，它使每个词的可能性高 {gain} 奈特。</translation>
    </message>
    <message>
        <source>No right prediction owes the memory half a nat or more, so none was put to the test. On average it makes no word likelier.</source>
        <translation>没有哪个正确的预测有半个奈特以上归功于记忆，因此没有可检验的。平均而言，它没有使任何词更可能。</translation>
    </message>
    <message>
        <source>from there the question at {at} was answered with {answer}; with that removed, the answer is “{other}”.</source>
        <translation>{at}处的问题就是据此用{answer}回答的；去掉它，答案就是“{other}”。</translation>
    </message>
    <message>
        <source>from there the question at {at} was answered with {answer}; with that removed, the answer is less likely ({effect} nats).</source>
        <translation>{at}处的问题就是据此用{answer}回答的；去掉它，这个答案就没那么可能（{effect} 奈特）。</translation>
    </message>
    <message>
        <source>from there {answer} at {at} was predicted; with that removed, the prediction is “{other}”.</source>
        <translation>{at}处的{answer}就是据此预测的；去掉它，预测就是“{other}”。</translation>
    </message>
    <message>
        <source>from there {answer} at {at} was predicted; with that removed, it is less likely ({effect} nats).</source>
        <translation>{at}处的{answer}就是据此预测的；去掉它，这个词就没那么可能（{effect} 奈特）。</translation>
    </message>
    <message>
        <source>{held}; {used}</source>
        <translation>{held}；{used}</translation>
    </message>
    <message>
        <source>{slot} has held {held} since {since}</source>
        <translation>{slot} 从{since}起一直保存着{held}</translation>
    </message>
    <message>
        <source>{slot} together have held {held} since {since}</source>
        <translation>{slot} 从{since}起一起保存着{held}</translation>
    </message>
    <message>
        <source>“{word}”, said at {places} (left out together),</source>
        <translation>在{places}说过的“{word}”（一起略去）</translation>
    </message>
    <message>
        <source>Slot {slot}</source>
        <translation>槽 {slot}</translation>
    </message>
    <message>
        <source>Slots {slots}</source>
        <translation>槽 {slots}</translation>
    </message>
    <message>
        <source>token {number}</source>
        <translation>第 {number} 个词元</translation>
    </message>
</context>
<context>
    <name>GuideBrowser</name>
    <message>
        <source>Page of the guide</source>
        <translation>指南页面</translation>
    </message>
    <message>
        <source>This page could not be read.</source>
        <translation>无法读取此页。</translation>
    </message>
</context>
<context>
    <name>GuideWindow</name>
    <message>
        <source>Guide – MemStudio</source>
        <translation>指南 – MemStudio</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Find in the guide</source>
        <translation>在指南中查找</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>F1 opens what belongs to where you are.</source>
        <translation>按 F1 打开与当前位置相关的页面。</translation>
    </message>
    <message>
        <source>Nothing in the guide has all of these words.</source>
        <translation>指南中没有同时含有这些词的内容。</translation>
    </message>
</context>
<context>
    <name>HeadGrid</name>
    <message>
        <source>All heads: layers from top to bottom, heads side by side</source>
        <translation>全部头：从上到下是层，从左到右是头</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head}
to the first word: {first}
to the word before: {previous}
spread: {spread} (0 one word, 1 all alike)</source>
        <translation>第 {layer} 层，头 {head}
给首词：{first}
给前一个词：{previous}
分散度：{spread}（0 为一个词，1 为完全均匀）</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head}
to the first word of the segment: {first}
to the word before: {previous}
spread: {spread} (0 one word, 1 all alike)</source>
        <translation>第 {layer} 层，头 {head}
给片段首词：{first}
给前一个词：{previous}
分散度：{spread}（0 为一个词，1 为完全均匀）</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head {head}</source>
        <translation>头 {head}</translation>
    </message>
</context>
<context>
    <name>HeadPage</name>
    <message>
        <source>Looks at</source>
        <translation>看向</translation>
    </message>
    <message>
        <source>Looked at by</source>
        <translation>被谁看</translation>
    </message>
    <message>
        <source>How much of the overview is computed</source>
        <translation>概览已计算多少</translation>
    </message>
    <message>
        <source>“{word}” looks at</source>
        <translation>“{word}”看向</translation>
    </message>
    <message>
        <source>“{word}” is looked at by</source>
        <translation>“{word}”被谁看</translation>
    </message>
    <message>
        <source>Drag to move, turn the wheel to zoom, click to choose a weight; 0 shows all.</source>
        <translation>拖动平移，滚轮缩放，点击选择一个权重；按 0 显示全部。</translation>
    </message>
    <message>
        <source>“{from_word}” (place {row}) looks at “{to_word}” (place {column}): {weight}</source>
        <translation>“{from_word}”（位置 {row}）看向“{to_word}”（位置 {column}）：{weight}</translation>
    </message>
</context>
<context>
    <name>HealthStrip</name>
    <message>
        <source>Health of the memory, %1</source>
        <translation>记忆的健康，%1</translation>
    </message>
    <message>
        <source>alarm</source>
        <translation>警报</translation>
    </message>
    <message>
        <source>well</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>before training</source>
        <translation>训练之前</translation>
    </message>
</context>
<context>
    <name>HealthWords</name>
    <message>
        <source>alarm below %1</source>
        <translation>低于 %1 报警</translation>
    </message>
    <message>
        <source>alarm above %1</source>
        <translation>高于 %1 报警</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Change per segment</source>
        <translation>每段变化</translation>
    </message>
    <message>
        <source>Entropy of writing</source>
        <translation>写入的熵</translation>
    </message>
    <message>
        <source>Read mass</source>
        <translation>读取量</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>门控</translation>
    </message>
    <message>
        <source>the slot&apos;s share of all reading</source>
        <translation>该槽在全部读取中所占份额</translation>
    </message>
    <message>
        <source>mean change in a segment but the first, in parts of the slot&apos;s length</source>
        <translation>除第一个片段外每个片段的平均变化，以槽的长度为单位</translation>
    </message>
    <message>
        <source>how widely its writing is spread over a segment&apos;s tokens: 0 one token, 1 all alike</source>
        <translation>写入在片段词元上的分散程度：0 为一个词元，1 为均匀</translation>
    </message>
    <message>
        <source>the mean fraction of a token&apos;s attention that it gets</source>
        <translation>词元注意力中它得到的平均份额</translation>
    </message>
    <message>
        <source>mean length of its vector</source>
        <translation>其向量的平均长度</translation>
    </message>
    <message>
        <source>how far the memory&apos;s own gate is open: 0 shut, 1 wide open</source>
        <translation>记忆自身的门开了多大：0 为全关，1 为全开</translation>
    </message>
</context>
<context>
    <name>HelpChart</name>
    <message>
        <source>segments back to where it stood last</source>
        <translation>距上次出现的片段数</translation>
    </message>
    <message>
        <source>over %1</source>
        <translation>相对于%1</translation>
    </message>
    <message>
        <source>the memory gives %1</source>
        <translation>记忆贡献 %1</translation>
    </message>
</context>
<context>
    <name>HelpPane</name>
    <message>
        <source>Measure on another text…</source>
        <translation>用另一文本测量…</translation>
    </message>
    <message>
        <source>Find out</source>
        <translation>查明</translation>
    </message>
    <message>
        <source>Does the memory help?</source>
        <translation>记忆有帮助吗？</translation>
    </message>
    <message>
        <source>The same text is read with the memory as it is, without it, with it reset before each segment, with its segments in a random order, and with another text&apos;s memory in its place. What the memory is worth is the difference, by how far back something stood.</source>
        <translation>同一文本分别用原有记忆、不用记忆、每段前重置、片段打乱顺序、以及换成另一文本的记忆来阅读。差值就是记忆的价值，并按内容在多远之前出现分别给出。</translation>
    </message>
    <message>
        <source>How far the measurement is</source>
        <translation>测量进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
    <message>
        <source>The open model has no memory.</source>
        <translation>打开的模型没有记忆。</translation>
    </message>
    <message>
        <source>A measurement is on.</source>
        <translation>正在测量。</translation>
    </message>
    <message>
        <source>Training is going on. Pause or stop it to measure the model.</source>
        <translation>训练正在进行。暂停或停止训练后才能测量模型。</translation>
    </message>
    <message>
        <source>Wait until what is going on is done.</source>
        <translation>请等当前的任务完成。</translation>
    </message>
    <message>
        <source>Choose a text to measure on.</source>
        <translation>请选择用来测量的文本。</translation>
    </message>
    <message>
        <source>Stopped; nothing was kept.</source>
        <translation>已停止；没有保留任何结果。</translation>
    </message>
    <message>
        <source>Measure on another text</source>
        <translation>在另一段文本上测量</translation>
    </message>
</context>
<context>
    <name>HelpResult</name>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>What was measured with each memory</source>
        <translation>用每种记忆测得的数值</translation>
    </message>
    <message>
        <source>What the memory gives</source>
        <translation>记忆的作用</translation>
    </message>
    <message>
        <source>The difference to each control, on the same tokens or questions</source>
        <translation>与每种对照的差值，用同样的词元或问题</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>The table: %1; below, what the memory gives over it (%2), with its interval.</source>
        <translation>表中：%1；其下为记忆带来的增益（%2）及其区间。</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
    <message>
        <source>%1 was left out: %2</source>
        <translation>略去了%1：%2</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
    <message>
        <source>Counted from the second segment of each stretch on, and from the second token of each segment, so that every control sees the same words.</source>
        <translation>从每段文本的第二个片段、每个片段的第二个词元起计算，使每种对照看到同样的词。</translation>
    </message>
</context>
<context>
    <name>HelpTable</name>
    <message>
        <source>What the memory gives, in numbers</source>
        <translation>记忆的贡献，以数字表示</translation>
    </message>
    <message>
        <source>Segments back</source>
        <translation>片段距离</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>样本</translation>
    </message>
</context>
<context>
    <name>HelpWords</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新词</translation>
    </message>
    <message>
        <source>same</source>
        <translation>同段</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Tokens that had not occurred before</source>
        <translation>之前没有出现过的词元</translation>
    </message>
    <message>
        <source>Last named in the same segment</source>
        <translation>上次出现在同一片段</translation>
    </message>
    <message>
        <source>Last named %1 segments before</source>
        <translation>上次出现在 %1 个片段之前</translation>
    </message>
    <message>
        <source>%1 nats</source>
        <translation>%1 奈特</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1（%2 至 %3）</translation>
    </message>
    <message>
        <source>%1 questions</source>
        <translation>%1 个问题</translation>
    </message>
    <message>
        <source>%1 tokens in %2 segments</source>
        <translation>%2 个片段中的 %1 个词元</translation>
    </message>
    <message>
        <source>points gained</source>
        <translation>提高的百分点</translation>
    </message>
    <message>
        <source>right answers, %</source>
        <translation>正确回答，%</translation>
    </message>
    <message>
        <source>nats saved a token</source>
        <translation>每词元节省的奈特</translation>
    </message>
    <message>
        <source>nats a token</source>
        <translation>奈特/词元</translation>
    </message>
</context>
<context>
    <name>HistorySection</name>
    <message>
        <source>Quantity over the document</source>
        <translation>随文档变化的量</translation>
    </message>
    <message>
        <source>Overwritten by {count} of {all} segments, by a tenth or more each.</source>
        <translation>{all} 段中有 {count} 段改写了它，每次至少十分之一。</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Contents in words</source>
        <translation>用词表示的内容</translation>
    </message>
    <message>
        <source>What the model&apos;s output layer makes of the slot. A vector need not mean a word to have nearest words: compare with those of random vectors.</source>
        <translation>模型的输出层对这个槽的解读。向量不表示任何词也会有最近的词：请与随机向量的词比较。</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Set apart</source>
        <translation>突出</translation>
    </message>
    <message>
        <source>Words that stand out against all slots and times; the number is by how many logits.</source>
        <translation>相对所有槽和时刻突出的词；数字是高出多少 logit。</translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>The likeliest words if the slot were the model&apos;s last state; the number is their probability.</source>
        <translation>若把这个槽当作模型的最后状态，最可能的词；数字是它们的概率。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>各层</translation>
    </message>
    <message>
        <source>What the slot says at every layer of the open model (logit lens).</source>
        <translation>这个槽在已打开模型的每一层所表示的词（logit lens）。</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>The words of the open model whose input vectors are nearest to the slot.</source>
        <translation>已打开模型中输入向量与这个槽最接近的词。</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Every segment that changed the slot by a tenth of its length or more: from which words, and which of its words were lost.</source>
        <translation>使这个槽变化了自身长度十分之一以上的每一段：来自哪些词，又丢失了哪些词。</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>近邻</translation>
    </message>
    <message>
        <source>The slots that are most alike now, and earlier times at which this slot was as it is now; 1 is the same direction, 0 nothing in common.</source>
        <translation>此刻最相似的槽，以及这个槽以前与现在相同的时刻；1 表示方向相同，0 表示毫无共同之处。</translation>
    </message>
    <message>
        <source>Written from</source>
        <translation>写入来源</translation>
    </message>
    <message>
        <source>The words of the document that the slot&apos;s contents came from, by how much the slot attended to them while it was written.</source>
        <translation>这个槽的内容来自文档中的哪些词，按写入时这个槽对它们的注意力排列。</translation>
    </message>
    <message>
        <source>This segment</source>
        <translation>本段</translation>
    </message>
    <message>
        <source>What this segment wrote it from.</source>
        <translation>本段用什么写入了它。</translation>
    </message>
    <message>
        <source>All it holds</source>
        <translation>全部内容</translation>
    </message>
    <message>
        <source>Back to when it was last overwritten: what each segment wrote, times what later segments left of it.</source>
        <translation>一直追溯到上次被改写：每段写入的量，乘以后来各段留下的部分。</translation>
    </message>
    <message>
        <source>Read by</source>
        <translation>被谁读取</translation>
    </message>
    <message>
        <source>The words of the document whose attention went to this slot, by their share of all that was read of it.</source>
        <translation>注意力落在这个槽上的词，按占其全部读取的份额排列。</translation>
    </message>
    <message>
        <source>They read what the slot held before this segment changed it.</source>
        <translation>它们读到的是本段改变之前这个槽所存的内容。</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>后面的段</translation>
    </message>
    <message>
        <source>Words of later segments, until the slot is overwritten; each counts by what was left.</source>
        <translation>后面各段的词，直到这个槽被改写；每个词按当时所剩的部分计算。</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>The slot&apos;s states over the document in the two directions in which they differ most (principal components). Near points are like states. {key} and the wheel, or + and −, go nearer; a double click shows all.</source>
        <translation>这个槽在整篇文档中的状态，取差异最大的两个方向（主成分）。相近的点是相似的状态。按住 {key} 滚动滚轮，或按 + 和 −，可以放大缩小；双击显示全部。</translation>
    </message>
    <message>
        <source>Vector</source>
        <translation>向量</translation>
    </message>
    <message>
        <source>The numbers that the slot is made of, as they were recorded (half precision).</source>
        <translation>构成这个槽的数值，按记录时的样子（半精度）。</translation>
    </message>
    <message>
        <source>Of this the trace keeps only the mean over layers and heads.</source>
        <translation>轨迹只保存了它在各层和各头上的平均值。</translation>
    </message>
    <message>
        <source>Of this the trace keeps only the mean over heads.</source>
        <translation>轨迹只保存了它在各头上的平均值。</translation>
    </message>
    <message>
        <source>Token {token}, in segment {segment}.</source>
        <translation>第 {token} 个词元，位于第 {segment} 段。</translation>
    </message>
</context>
<context>
    <name>InspectorDock</name>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Back to slot {slot} after segment {segment}</source>
        <translation>回到第 {segment} 段之后的槽 {slot}</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>没有选中任何内容</translation>
    </message>
    <message>
        <source>When a text has been read, click a slot, a word or a cell of a map to see it here in full.</source>
        <translation>读完文本后，点击一个槽、一个词或图中的一格，就能在这里看到完整内容。</translation>
    </message>
    <message>
        <source>What am I looking at?</source>
        <translation>我在看什么？</translation>
    </message>
    <message>
        <source>&lt;p&gt;The model read &lt;b&gt;%1&lt;/b&gt; in %2 segments. Between segments only its memory passes on: %3 slots, each a vector.&lt;/p&gt;&lt;p&gt;All lanes share one axis: the document, from its first word to its last. Click a slot, a word or a cell; everything else follows, and it is told here in full.&lt;/p&gt;</source>
        <translation>&lt;p&gt;模型把 &lt;b&gt;%1&lt;/b&gt; 分成 %2 段读完。段与段之间只有记忆传下去：%3 个槽，每个是一个向量。&lt;/p&gt;&lt;p&gt;所有图共用一条轴：整篇文档，从第一个词到最后一个词。点击一个槽、一个词或一个格子；其余的都会跟随，这里会完整说明。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;p&gt;The model read &lt;b&gt;%1&lt;/b&gt; in %2 segments, each by itself: it has no memory. Tint the words by surprise to see what it did not expect.&lt;/p&gt;</source>
        <translation>&lt;p&gt;模型分 %2 个片段读了&lt;b&gt;%1&lt;/b&gt;，每段单独读：它没有记忆。按意外程度给词语着色，可以看出它没有料到什么。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>InterventionForm</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>结尾</translation>
    </message>
    <message>
        <source>a word</source>
        <translation>一个词</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Do</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>What is done to the slots.</source>
        <translation>对槽做什么。</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>槽</translation>
    </message>
    <message>
        <source>Such as 5, or 1, 4, or 2-6; nothing for all.</source>
        <translation>例如 5，或 1, 4，或 2-6；留空表示全部。</translation>
    </message>
    <message>
        <source>After</source>
        <translation>此段之后</translation>
    </message>
    <message>
        <source>The last segment that is read before the change.</source>
        <translation>改动之前读的最后一个片段。</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>变成</translation>
    </message>
    <message>
        <source>What stands in for what the slots held.</source>
        <translation>用什么代替槽里原有的内容。</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>直到</translation>
    </message>
    <message>
        <source>The first segment that may write them again.</source>
        <translation>又能写入它们的第一个片段。</translation>
    </message>
    <message>
        <source>As after</source>
        <translation>取自</translation>
    </message>
    <message>
        <source>The segment after which the slots are as they are to be.</source>
        <translation>取这个片段之后的槽的内容。</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The other text; it is read as far as this one.</source>
        <translation>另一段文本；读到和这段一样远。</translation>
    </message>
    <message>
        <source>Towards</source>
        <translation>朝向</translation>
    </message>
    <message>
        <source>The word to move the slots to.</source>
        <translation>把槽移向哪个词。</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Noise: times the slot&apos;s length. Edit: 1 is all the way to the word.</source>
        <translation>噪声：槽长度的倍数。编辑：1 表示完全移到那个词。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Of the random numbers.</source>
        <translation>随机数的种子。</translation>
    </message>
    <message>
        <source>nothing read yet</source>
        <translation>还没读</translation>
    </message>
    <message>
        <source>segment </source>
        <comment>before a number</comment>
        <translation>片段 </translation>
    </message>
    <message>
        <source>Choose a text…</source>
        <translation>选择文本…</translation>
    </message>
    <message>
        <source>A text file…</source>
        <translation>文本文件…</translation>
    </message>
    <message>
        <source>Paste a text…</source>
        <translation>粘贴文本…</translation>
    </message>
    <message>
        <source>Slots are numbers from 0 to {last}, such as 1, 4-6.</source>
        <translation>槽是 0 到 {last} 的数字，例如 1, 4-6。</translation>
    </message>
    <message>
        <source>Texts (*.txt *.md);;All files (*)</source>
        <translation>文本 (*.txt *.md);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose a text</source>
        <translation>选择文本</translation>
    </message>
    <message>
        <source>{name} could not be read as text in UTF-8.</source>
        <translation>{name} 无法作为 UTF-8 文本读取。</translation>
    </message>
</context>
<context>
    <name>InterventionWords</name>
    <message>
        <source>Ablate</source>
        <translation>消融</translation>
    </message>
    <message>
        <source>Take out what a slot holds.</source>
        <translation>去掉槽里的内容。</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Let segments not write it.</source>
        <translation>不让片段写入它。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>As before anything was read.</source>
        <translation>回到什么都没读时的样子。</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>交换</translation>
    </message>
    <message>
        <source>As another text would have left it.</source>
        <translation>换成读另一段文本后的样子。</translation>
    </message>
    <message>
        <source>Patch</source>
        <translation>移植</translation>
    </message>
    <message>
        <source>As it is at another time of this text.</source>
        <translation>换成这段文本另一时刻的样子。</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Blur it with random numbers.</source>
        <translation>用随机数把它弄模糊。</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Move it towards a word.</source>
        <translation>把它移向一个词。</translation>
    </message>
    <message>
        <source>as before anything was read</source>
        <translation>什么都没读时的样子</translation>
    </message>
    <message>
        <source>its mean over the document</source>
        <translation>它在全文上的平均值</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>零</translation>
    </message>
    <message>
        <source>all slots</source>
        <translation>所有槽</translation>
    </message>
    <message>
        <source>slot {slot}</source>
        <translation>槽 {slot}</translation>
    </message>
    <message>
        <source>slots {slots}</source>
        <translation>槽 {slots}</translation>
    </message>
    <message>
        <source>before the first segment</source>
        <translation>第一个片段之前</translation>
    </message>
    <message>
        <source>after segment {segment}</source>
        <translation>第 {segment} 段之后</translation>
    </message>
    <message>
        <source>Set {slots} to the mean {after}</source>
        <translation>{after}把{slots}设为平均值</translation>
    </message>
    <message>
        <source>Set {slots} to zeros {after}</source>
        <translation>{after}把{slots}清零</translation>
    </message>
    <message>
        <source>Ablate {slots} {after}</source>
        <translation>{after}消融{slots}</translation>
    </message>
    <message>
        <source>Freeze {slots} {after}, to the end</source>
        <translation>{after}冻结{slots}，直到结尾</translation>
    </message>
    <message>
        <source>Freeze {slots} {after}, until segment {until}</source>
        <translation>{after}冻结{slots}，直到片段 {until}</translation>
    </message>
    <message>
        <source>Reset {slots} {after}</source>
        <translation>{after}重置{slots}</translation>
    </message>
    <message>
        <source>Swap {slots} {after} with those of “{text}”</source>
        <translation>{after}把{slots}换成读“{text}”时的内容</translation>
    </message>
    <message>
        <source>Patch {slots} {after} as they are {source}</source>
        <translation>{after}把{slots}换成{source}的内容</translation>
    </message>
    <message>
        <source>Noise {strength} on {slots} {after} (seed {seed})</source>
        <translation>{after}给{slots}加噪声 {strength}（种子 {seed}）</translation>
    </message>
    <message>
        <source>Move {slots} {after} by {strength} towards “{word}”</source>
        <translation>{after}把{slots}以强度 {strength} 移向“{word}”</translation>
    </message>
</context>
<context>
    <name>ItemModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>情感</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>KindOptionsEditor</name>
    <message>
        <source>Back to default</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>%1 changed</source>
        <translation>已改 %1 项</translation>
    </message>
    <message>
        <source>Undo: as it was</source>
        <translation>撤销：恢复原来的选项</translation>
    </message>
</context>
<context>
    <name>LaneWords</name>
    <message>
        <source>Written</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>share of a slot&apos;s attention to each word, %1</source>
        <translation>槽对每个词的注意力份额，%1</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读</translation>
    </message>
    <message>
        <source>share of a word&apos;s attention to each slot, %1: where the model looked, not proof of what it used</source>
        <translation>每个词对各槽的注意力份额，%1：只说明模型看向何处，不能证明它用了什么</translation>
    </message>
    <message>
        <source>left out: %1 of the mass</source>
        <translation>略去了 %1 的注意力</translation>
    </message>
    <message>
        <source>Surprise and gain</source>
        <translation>意外度与增益</translation>
    </message>
    <message>
        <source>above: loss of each word, in nats; below: how much less it is with the memory than without (blue: it helped, orange: it hurt)</source>
        <translation>上：每个词的损失（奈特）；下：有记忆比没有记忆少多少（蓝：有帮助，橙：有害）</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>意外度</translation>
    </message>
    <message>
        <source>loss of each word, in nats</source>
        <translation>每个词的损失（奈特）</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>变动</translation>
    </message>
    <message>
        <source>what your changes to the memory, marked by diamonds, did to ln p of each word, in nats (blue: less likely now, orange: likelier)</source>
        <translation>你对记忆的改动（以菱形标出）使每个词的 ln p 变化多少，单位奈特（蓝：现在更不可能，橙：更可能）</translation>
    </message>
    <message>
        <source>The gain from memory was not recorded.</source>
        <translation>没有记录记忆带来的增益。</translation>
    </message>
    <message>
        <source>mean over %3 layers</source>
        <translation>%3 层的平均</translation>
    </message>
    <message>
        <source>largest of %3 layers</source>
        <translation>%3 层中最大</translation>
    </message>
    <message>
        <source>mean over %4 heads</source>
        <translation>%4 个头的平均</translation>
    </message>
    <message>
        <source>largest of %4 heads</source>
        <translation>%4 个头中最大</translation>
    </message>
    <message>
        <source>of the one layer and head</source>
        <translation>唯一的层和头</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>mean over %3 layers and %4 heads</source>
        <translation>%3 层、%4 个头的平均</translation>
    </message>
    <message>
        <source>largest of %3 layers and %4 heads</source>
        <translation>%3 层、%4 个头中最大</translation>
    </message>
</context>
<context>
    <name>LegendEntry</name>
    <message>
        <source>Show or hide this curve</source>
        <translation>显示或隐藏这条曲线</translation>
    </message>
</context>
<context>
    <name>LensView</name>
    <message>
        <source>Words at every layer</source>
        <translation>每一层的词</translation>
    </message>
    <message>
        <source>Nearest input words</source>
        <translation>最近的输入词</translation>
    </message>
    <message>
        <source>Open the model that recorded this trace to see this.</source>
        <translation>打开记录这份轨迹的模型即可查看。</translation>
    </message>
    <message>
        <source>The model is asked…</source>
        <translation>正在询问模型…</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>第 {layer} 层</translation>
    </message>
    <message>
        <source>set apart: {words}</source>
        <translation>突出的词：{words}</translation>
    </message>
    <message>
        <source>The slot while its segment wrote it, from what goes into the first layer to what the last one gives.</source>
        <translation>所在段写入时的这个槽，从进入第一层的向量到最后一层给出的向量。</translation>
    </message>
    <message>
        <source>Each layer has its own part of this memory.</source>
        <translation>每一层都有这个记忆自己的部分。</translation>
    </message>
    <message>
        <source>At the word that the slot changes most in the next segment, layer by layer.</source>
        <translation>在下一段中这个槽改变最多的词处，逐层显示。</translation>
    </message>
    <message>
        <source>This slot cannot go through the model&apos;s layers: it is of another width.</source>
        <translation>这个槽的宽度不同，无法经过模型的各层。</translation>
    </message>
    <message>
        <source>cosine {value}</source>
        <translation>余弦 {value}</translation>
    </message>
    <message>
        <source>Input vectors that point most the same way. A random vector: {words}</source>
        <translation>方向最接近的输入向量。随机向量：{words}</translation>
    </message>
    <message>
        <source>This slot cannot be held against the model&apos;s words: it is of another width.</source>
        <translation>这个槽的宽度不同，无法与模型的词比较。</translation>
    </message>
</context>
<context>
    <name>LibraryDock</name>
    <message>
        <source>Library</source>
        <translation>资料库</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>Memory states</source>
        <translation>记忆状态</translation>
    </message>
    <message>
        <source>None found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Drop text on the window</source>
        <translation>把文本拖放到窗口</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Go on with this run</source>
        <translation>接着训练</translation>
    </message>
    <message>
        <source>Show in files</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
</context>
<context>
    <name>LineChart</name>
    <message>
        <source>curve</source>
        <translation>曲线</translation>
    </message>
</context>
<context>
    <name>LinksModel</name>
    <message>
        <source>One step of the way from the words to the prediction</source>
        <translation>从来源的词到预测的一步</translation>
    </message>
    <message>
        <source>Its share among the links of its kind into the same place</source>
        <translation>它在通向同一处的同类联系中所占的比例</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>联系</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>效应</translation>
    </message>
    <message>
        <source>Measured by Verify: change in ln p of the explained word when it is taken away</source>
        <translation>由“检验”测得：去掉它后，被解释词的 ln p 的变化</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>未检验</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>confirmed: without it {effect}</source>
        <translation>已证实：去掉它则 {effect}</translation>
    </message>
    <message>
        <source>it makes no difference: without it {effect}</source>
        <translation>没有影响：去掉它则 {effect}</translation>
    </message>
    <message>
        <source>not confirmed: without it the word is likelier, {effect}</source>
        <translation>未证实：去掉它，这个词反而更可能，{effect}</translation>
    </message>
    <message>
        <source>not confirmed, as chance does as much: without it {effect}</source>
        <translation>未证实，偶然也会有同样大的影响：去掉它 {effect}</translation>
    </message>
</context>
<context>
    <name>LinksView</name>
    <message>
        <source>Links of the explained word</source>
        <translation>所解释的词的联系</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
</context>
<context>
    <name>MainToolbar</name>
    <message>
        <source>Main toolbar</source>
        <translation>主工具栏</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>No memory yet</source>
        <translation>还没有记忆</translation>
    </message>
    <message>
        <source>{kind} · {slots} slots · segments of {length}</source>
        <translation>{kind} · {slots} 个槽 · 片段长 {length}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>监测</translation>
    </message>
    <message>
        <source>MemStudio crashed when it was last open. What it was doing is in {path}. To report it, use Help, Copy diagnostics.</source>
        <translation>MemStudio 上次打开时崩溃了。当时它在做什么，写在 {path} 里。要报告它，请用“帮助”里的“复制诊断信息”。</translation>
    </message>
    <message>
        <source>The list of what was open lately was damaged. What was there is in {path}.</source>
        <translation>最近打开的列表已损坏。原内容保存在 {path}。</translation>
    </message>
    <message>
        <source>Safe mode: your settings, lists and layout are left alone, plug-ins are left out, and what you change is not kept.</source>
        <translation>安全模式：你的设置、列表和布局保持不变，不使用插件，你所做的更改不会保留。</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>打开最近的(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Memory</source>
        <translation>记忆(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation>使用(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Look</source>
        <translation>外观(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>Forget all</source>
        <translation>全部忘记</translation>
    </message>
    <message>
        <source>The branch {run} has ended; it is on the Runs page. The held run is back.</source>
        <translation>分支 {run} 已结束，可在“训练记录”页查看。暂停的训练又回来了。</translation>
    </message>
</context>
<context>
    <name>Marks</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
</context>
<context>
    <name>MatrixKey</name>
    <message>
        <source>Answers right</source>
        <translation>答对的比例</translation>
    </message>
    <message>
        <source>┃ guessing</source>
        <translation>┃ 猜测</translation>
    </message>
    <message>
        <source>○ with the memory reset, swapped, zeroed or shuffled</source>
        <translation>○ 记忆被重置、互换、清零或打乱时</translation>
    </message>
    <message>
        <source>├┤ seeds</source>
        <translation>├┤ 各种子</translation>
    </message>
    <message>
        <source>From the lowest to the highest of the seeds</source>
        <translation>各种子中从最低到最高</translation>
    </message>
</context>
<context>
    <name>MatrixView</name>
    <message>
        <source>Memories and tasks</source>
        <translation>记忆与任务</translation>
    </message>
    <message>
        <source>Attention matrix: rows look at columns</source>
        <translation>注意力矩阵：行看向列</translation>
    </message>
    <message>
        <source>looked at →</source>
        <translation>被看 →</translation>
    </message>
    <message>
        <source>looking ↓</source>
        <translation>在看 ↓</translation>
    </message>
</context>
<context>
    <name>MeasureChart</name>
    <message>
        <source>alarm</source>
        <translation>警报</translation>
    </message>
    <message>
        <source>well</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>before training</source>
        <translation>训练之前</translation>
    </message>
</context>
<context>
    <name>MeasureForm</name>
    <message>
        <source>Measure on</source>
        <translation>测量内容</translation>
    </message>
    <message>
        <source>What its run held out</source>
        <translation>其训练留出的部分</translation>
    </message>
    <message>
        <source>A text</source>
        <translation>一段文本</translation>
    </message>
    <message>
        <source>What is retained of a text</source>
        <translation>记住了文本的多少</translation>
    </message>
    <message>
        <source>Stories to be recalled</source>
        <translation>故事回忆</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>比较对象</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Tokens at most</source>
        <translation>词元上限</translation>
    </message>
    <message>
        <source>Of longer texts, stretches evenly spaced; 0 for all</source>
        <translation>较长的文本取均匀分布的若干段；0 表示全部</translation>
    </message>
    <message>
        <source>Rows at most</source>
        <translation>行数上限</translation>
    </message>
    <message>
        <source>Questions and such that are answered; 0 for none</source>
        <translation>要回答的问题等；0 表示不回答</translation>
    </message>
    <message>
        <source>Segments in a row</source>
        <translation>连续片段数</translation>
    </message>
    <message>
        <source>How far a long text is read before the memory begins anew</source>
        <translation>长文本读多远之后记忆重新开始</translation>
    </message>
    <message>
        <source>Stories</source>
        <translation>故事数</translation>
    </message>
    <message>
        <source>For each figure; more take longer and leave less to chance</source>
        <translation>每个数字所用的故事；越多越慢，偶然性越小</translation>
    </message>
    <message>
        <source>Probes</source>
        <translation>探针</translation>
    </message>
    <message>
        <source>Stretches of the text, and lists of pairs, that are asked for; more take longer and leave less to chance</source>
        <translation>要提问的文本片段和配对列表的数量；越多越慢，偶然性越小</translation>
    </message>
    <message>
        <source>Segments back at most</source>
        <translation>最远段数</translation>
    </message>
    <message>
        <source>How far a stretch may lie behind when it is asked for</source>
        <translation>提问时片段最远可以在多少段之前</translation>
    </message>
    <message>
        <source>Pairs in a row</source>
        <translation>连续配对数</translation>
    </message>
    <message>
        <source>That are written before the first of them is asked for</source>
        <translation>在开始提问之前写入的配对数</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
</context>
<context>
    <name>MeasureHeader</name>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>What was measured before</source>
        <translation>以前的测量</translation>
    </message>
    <message>
        <source>Copy, export or delete the result</source>
        <translation>复制、导出或删除结果</translation>
    </message>
    <message>
        <source>Copy the result (Markdown)</source>
        <translation>复制结果（Markdown）</translation>
    </message>
    <message>
        <source>Export as %1…</source>
        <translation>导出为 %1…</translation>
    </message>
    <message>
        <source>Export as a page…</source>
        <translation>导出为网页…</translation>
    </message>
    <message>
        <source>Copy as command line</source>
        <translation>复制为命令行</translation>
    </message>
    <message>
        <source>Open the folder of the results</source>
        <translation>打开结果文件夹</translation>
    </message>
    <message>
        <source>Delete this result</source>
        <translation>删除此结果</translation>
    </message>
    <message>
        <source>How far the measurement is</source>
        <translation>测量进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Nothing is kept of a measurement that was stopped</source>
        <translation>停止的测量不会保留任何内容</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>还没有结果</translation>
    </message>
    <message>
        <source>Stopped. Nothing was kept of it.</source>
        <translation>已停止，没有保留任何内容。</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 left of this part</source>
        <translation>本部分还需 %1</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>正在暂停</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
</context>
<context>
    <name>MeasurePane</name>
    <message>
        <source>See what the model can do, and what its memory gives</source>
        <translation>看看模型能做什么，记忆带来什么</translation>
    </message>
    <message>
        <source>It is measured twice on the same: with its memory as it is, and with the memory forgotten before each segment. The difference is what the memory gives. Choose at the left what to measure on.</source>
        <translation>用同样的内容测量两次：一次保留记忆，一次在每个片段之前忘掉记忆。两者之差就是记忆的作用。请在左边选择测量内容。</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
    <message>
        <source>A measurement is on.</source>
        <translation>正在测量。</translation>
    </message>
    <message>
        <source>Training is going on. Pause or stop it to measure the model.</source>
        <translation>训练正在进行。暂停或停止训练后才能测量模型。</translation>
    </message>
    <message>
        <source>The text is being read.</source>
        <translation>正在读取文本。</translation>
    </message>
    <message>
        <source>Wait until what is going on is done.</source>
        <translation>请等当前的任务完成。</translation>
    </message>
    <message>
        <source>Choose something else to measure on.</source>
        <translation>请选择别的测量内容。</translation>
    </message>
    <message>
        <source>The open model has no memory, so it retains nothing.</source>
        <translation>打开的模型没有记忆，什么也记不住。</translation>
    </message>
    <message>
        <source>There is no text to measure on. Drop a file here, or add text.</source>
        <translation>没有可用来测量的文本。把文件拖到这里，或添加文本。</translation>
    </message>
    <message>
        <source>No text could be read from this. Its problems are listed above.</source>
        <translation>这里读不出文本。问题列在上面。</translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>The model was trained on this, so it does well here. What its run held out is the fairer test.</source>
        <translation>模型用这段文本训练过，所以表现会偏好。用其训练留出的部分来测更公平。</translation>
    </message>
    <message>
        <source>The text of the Train page; drop another here to take that.</source>
        <translation>训练页上的文本；把别的文本拖到这里即可换用。</translation>
    </message>
    <message>
        <source>The open model does not come from a run.</source>
        <translation>当前模型不是由训练得到的。</translation>
    </message>
    <message>
        <source>%1 tokens that were never learnt, in %2</source>
        <translation>%2 中从未学过的 %1 个词元</translation>
    </message>
    <message>
        <source>Its run held nothing out.</source>
        <translation>其训练没有留出任何部分。</translation>
    </message>
    <message>
        <source>Who is where, in stories never seen; for the demo, and what was made of it.</source>
        <translation>在从未见过的故事里谁在哪里；适用于演示模型和由它训练的模型。</translation>
    </message>
    <message>
        <source>Probes are made of it: recall by distance, and by what was written since.</source>
        <translation>用它来制作探针：按距离、按此后写入的数量测回忆率。</translation>
    </message>
    <message>
        <source>Export the result</source>
        <translation>导出结果</translation>
    </message>
</context>
<context>
    <name>MeasureWords</name>
    <message>
        <source>%1 points</source>
        <translation>%1 个百分点</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Without its memory</source>
        <translation>去掉记忆</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>%1 texts</source>
        <translation>%1 篇文本</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>%1 questions</source>
        <translation>%1 个问题</translation>
    </message>
    <message>
        <source>95% interval by the number of questions (Wilson), wider where those of a story go together</source>
        <translation>按问题数计算的 95% 区间（Wilson）；同一故事的问题相互关联时更宽</translation>
    </message>
    <message>
        <source>Too few rows or texts, or all of them alike: how far chance goes cannot be told</source>
        <translation>行或文本太少，或者全都一样，无法判断偶然性有多大</translation>
    </message>
    <message>
        <source>95% interval, drawn from %1 rows</source>
        <translation>95% 区间，由 %1 行重抽样得到</translation>
    </message>
    <message>
        <source>95% interval, drawn from %1 documents</source>
        <translation>95% 区间，由 %1 篇文档重抽样得到</translation>
    </message>
    <message>
        <source>95% interval, drawn from %1 stretches of text</source>
        <translation>95% 区间，由 %1 段文本重抽样得到</translation>
    </message>
    <message>
        <source>95% interval, drawn from %1 segments</source>
        <translation>95% 区间，抽自 %1 个片段</translation>
    </message>
    <message>
        <source>%1 stories</source>
        <translation>%1 个故事</translation>
    </message>
    <message>
        <source>%1 stories for each figure</source>
        <translation>每个数字 %1 个故事</translation>
    </message>
    <message>
        <source>what its run held out</source>
        <translation>其训练留出的部分</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 和另外 %2 个</translation>
    </message>
</context>
<context>
    <name>MemoryCard</name>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Forget everything</source>
        <translation>全部忘记</translation>
    </message>
    <message>
        <source>Empties the memory, at once</source>
        <translation>立即清空记忆</translation>
    </message>
    <message>
        <source>Tokens that wait for the next write</source>
        <translation>等待下一次写入的词元</translation>
    </message>
    <message>
        <source>Keep…</source>
        <translation>保留…</translation>
    </message>
    <message>
        <source>Keep this memory under a name, to go on from later</source>
        <translation>给这个记忆起名保留，以后可以从它继续</translation>
    </message>
    <message>
        <source>Memory states…</source>
        <translation>记忆状态…</translation>
    </message>
    <message>
        <source>Memories that were kept: load, fork, compare, share or delete them</source>
        <translation>保留下来的记忆：载入、分叉、对比、分享或删除</translation>
    </message>
    <message>
        <source>This model has no memory: it sees the last part of the conversation that fits its window, and nothing before.</source>
        <translation>这个模型没有记忆：它只看得到对话中窗口容得下的最后一部分，之前的看不到。</translation>
    </message>
    <message>
        <source>%1 segments written</source>
        <translation>已写入 %1 个片段</translation>
    </message>
    <message>
        <source>1 segment written</source>
        <translation>已写入 1 个片段</translation>
    </message>
    <message>
        <source>Nothing written yet</source>
        <translation>还没有写入</translation>
    </message>
    <message>
        <source>%1 of %2 tokens wait for the next write</source>
        <translation>%2 个词元中有 %1 个等待下一次写入</translation>
    </message>
    <message>
        <source>This kind of memory has no slots to look at.</source>
        <translation>这种记忆没有可看的槽。</translation>
    </message>
    <message>
        <source>These are the slots as the model begins with them.</source>
        <translation>这是模型起始时的槽。</translation>
    </message>
    <message>
        <source>The words nearest to what sets each slot apart from the others.</source>
        <translation>最接近各槽独有内容的词。</translation>
    </message>
    <message>
        <source>Bars: how much the last turn that wrote changed it, next to the slot that changed most.</source>
        <translation>横条：最近一次有写入的那一轮使它改变了多少，以改变最大的槽为准。</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
</context>
<context>
    <name>MemoryFields</name>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>槽数</translation>
    </message>
    <message>
        <source>Segment length</source>
        <translation>片段长度</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>This model sees at most %1 tokens at once.</source>
        <translation>这个模型一次最多看 %1 个词元。</translation>
    </message>
</context>
<context>
    <name>MemoryLine</name>
    <message>
        <source>Make it fit</source>
        <translation>调整到放得下</translation>
    </message>
    <message>
        <source>The memory it takes is being worked out…</source>
        <translation>正在计算所需的内存…</translation>
    </message>
    <message>
        <source>Takes about {takes} of memory</source>
        <translation>约需 {takes} 内存</translation>
    </message>
    <message>
        <source>Takes about {takes} of memory, {there} can be had</source>
        <translation>约需 {takes} 内存，可用 {there}</translation>
    </message>
    <message>
        <source>Takes about {takes} of memory, and only {there} can be had. It fits with {changes}.</source>
        <translation>约需 {takes} 内存，而可用的只有 {there}。改为{changes}就放得下。</translation>
    </message>
    <message>
        <source>Takes about {takes} of memory, and only {there} can be had. Shorter segments, a smaller model or another device would do.</source>
        <translation>约需 {takes} 内存，而可用的只有 {there}。可以缩短片段、换小一些的模型或换设备。</translation>
    </message>
    <message>
        <source>On {device}: {now} before the first step, {gradients} for gradients, {optimizer} for the optimiser, and the rest for what is kept on the way back</source>
        <translation>在 {device} 上：第一步之前 {now}，梯度 {gradients}，优化器 {optimizer}，其余用于反向传播时保留的内容</translation>
    </message>
</context>
<context>
    <name>MemoryPage</name>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Does it help?</source>
        <translation>有帮助吗？</translation>
    </message>
</context>
<context>
    <name>MemoryPane</name>
    <message>
        <source>Read a text…</source>
        <translation>读一段文本…</translation>
    </message>
    <message>
        <source>Open a trace…</source>
        <translation>打开轨迹…</translation>
    </message>
    <message>
        <source>Nothing has been read yet</source>
        <translation>还没有读过任何内容</translation>
    </message>
    <message>
        <source>Next place worth a look</source>
        <translation>下一个值得看的位置</translation>
    </message>
    <message>
        <source>Previous place worth a look</source>
        <translation>上一个值得看的位置</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读</translation>
    </message>
    <message>
        <source>Read before</source>
        <translation>之前读过的</translation>
    </message>
    <message>
        <source> – training step %1</source>
        <translation> – 训练第 %1 步</translation>
    </message>
    <message>
        <source>%2 tokens in %3 segments, read by %1.</source>
        <translation>%2 个词元，%3 个片段，由 %1 读取。</translation>
    </message>
    <message>
        <source>Of %1 slots, slot %2 changed most, at segment %3 (%4).</source>
        <translation>%1 个槽中，槽 %2 变化最大，在片段 %3（%4）。</translation>
    </message>
    <message>
        <source>After the first segment slot %2 of %1 changed most, at segment %3 (%4).</source>
        <translation>第一个片段之后，%1 个槽中槽 %2 变化最大，在片段 %3（%4）。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读…</translation>
    </message>
    <message>
        <source>Open the demo, or a model, and let it read a text: you will see what each slot of its memory holds, what wrote it and what read it.</source>
        <translation>打开演示模型或其他模型，让它读一段文本：你会看到每个记忆槽里有什么、由什么写入、被什么读取。</translation>
    </message>
    <message>
        <source>Training is going on. The probe&apos;s memory appears here as soon as it is recorded; pause to read a text of your own.</source>
        <translation>训练正在进行。探针的记忆一记录下来就会显示在这里；暂停训练后可以读你自己的文本。</translation>
    </message>
    <message>
        <source>Let the open model read a text: you will see what each slot of its memory holds, what wrote it and what read it.</source>
        <translation>让打开的模型读一段文本：你会看到每个记忆槽里有什么、由什么写入、被什么读取。</translation>
    </message>
    <message>
        <source>Reads the text again, with and without the memory.</source>
        <translation>分别带记忆和不带记忆，重新读一遍文本。</translation>
    </message>
    <message>
        <source>Open the model %1 to measure it.</source>
        <translation>打开模型 %1 才能测量。</translation>
    </message>
    <message>
        <source>Open a trace (a .zarr folder)</source>
        <translation>打开轨迹（.zarr 文件夹）</translation>
    </message>
</context>
<context>
    <name>MemoryStatesDialog</name>
    <message>
        <source>What a model remembers, kept under a name: to go on from, to branch, to compare, or to give to others as one file.</source>
        <translation>模型记住的内容，以名字保存：可以从它继续、分叉、对比，或作为一个文件分享给别人。</translation>
    </message>
    <message>
        <source>Memory states</source>
        <translation>记忆状态</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The model that it was saved with</source>
        <translation>保存它时所用的模型</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>The kind of the memory</source>
        <translation>记忆的种类</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>段</translation>
    </message>
    <message>
        <source>How many segments were written into it</source>
        <translation>已写入多少段</translation>
    </message>
    <message>
        <source>Forked from</source>
        <translation>分叉自</translation>
    </message>
    <message>
        <source>The state that it began as a copy of</source>
        <translation>它最初所复制的状态</translation>
    </message>
    <message>
        <source>No memory was kept yet</source>
        <translation>还没有保留的记忆</translation>
    </message>
    <message>
        <source>Let a model read something on the Use page, then keep what it remembers. A file that you were given can be imported, or dropped on the window.</source>
        <translation>在“使用”页让模型读点内容，再把它记住的保留下来。别人给你的文件可以导入，也可以拖到窗口上。</translation>
    </message>
    <message>
        <source>Go on from this memory; the one of now is given up, unless it was kept</source>
        <translation>从这个记忆继续；当前的记忆若未保留就会丢弃</translation>
    </message>
    <message>
        <source>Of one: compared with the memory as it is now</source>
        <translation>只选一个时，与当前记忆对比</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>载入</translation>
    </message>
    <message>
        <source>Fork…</source>
        <translation>分叉…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Keep the memory of now…</source>
        <translation>保留当前记忆…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Open a model with a memory to load or to compare.</source>
        <translation>打开一个带记忆的模型，才能载入或对比。</translation>
    </message>
    <message>
        <source>Belongs to: {form}</source>
        <translation>属于：{form}</translation>
    </message>
    <message>
        <source>read {source}: {opening}</source>
        <translation>读了 {source}：{opening}</translation>
    </message>
    <message>
        <source>was told: {opening}</source>
        <translation>听到：{opening}</translation>
    </message>
    <message>
        <source>wrote: {opening}</source>
        <translation>写了：{opening}</translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) before these</source>
        <translation>
            <numerusform>此前还有 %n 段文本</numerusform>
        </translation>
    </message>
    <message>
        <source>Forked from: {line}</source>
        <translation>分叉自：{line}</translation>
    </message>
    <message>
        <source>A copy of {name} that goes its own way from here.</source>
        <translation>{name} 的副本，从这里起各走各的路。</translation>
    </message>
    <message>
        <source>Fork a memory state</source>
        <translation>分叉记忆状态</translation>
    </message>
    <message>
        <source>Fork</source>
        <translation>分叉</translation>
    </message>
    <message>
        <source>What {name} is called from now on.</source>
        <translation>{name} 今后的名字。</translation>
    </message>
    <message>
        <source>Rename a memory state</source>
        <translation>重命名记忆状态</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Export a memory state</source>
        <translation>导出记忆状态</translation>
    </message>
    <message>
        <source>Import a memory state</source>
        <translation>导入记忆状态</translation>
    </message>
    <message>
        <source>{name} is deleted. It can be brought back at once, by the message that says so, and is gone for good when MemStudio is closed.</source>
        <translation>{name} 将被删除。可以立即用告知此事的消息恢复，关闭 MemStudio 后则永久消失。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete a memory state</source>
        <translation>删除记忆状态</translation>
    </message>
    <message>
        <source>Saved on</source>
        <translation>保存时间</translation>
    </message>
    <message>
        <source>Delete memory states</source>
        <translation>删除多个记忆状态</translation>
    </message>
</context>
<context>
    <name>MessageLog</name>
    <message>
        <source>{tracker} is told no more of the run, which goes on without: {reason}</source>
        <translation>不再向 {tracker} 报告这次训练，训练会继续：{reason}</translation>
    </message>
</context>
<context>
    <name>MessagesDock</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>No messages. What goes wrong, and what was noticed, is kept here.</source>
        <translation>没有消息。出错的事和值得注意的事会记在这里。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>Minimap</name>
    <message>
        <source>Overview of the document</source>
        <translation>文档总览</translation>
    </message>
    <message>
        <source>The whole document: grey is surprise, the pins are the biggest writes in the hues of their slots. Drag the box to move it, its edges to resize it.</source>
        <translation>整个文档：灰色为意外度，小柱为最大的写入，颜色与槽相同。拖动方框可移动，拖动边缘可改变大小。</translation>
    </message>
</context>
<context>
    <name>ModelButton</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>No model is open. Click to open one.</source>
        <translation>没有打开的模型。点击打开一个。</translation>
    </message>
    <message>
        <source>{architecture}, {parameters} parameters</source>
        <translation>{architecture}，{parameters} 个参数</translation>
    </message>
    <message>
        <source>{layers} layers, hidden size {hidden}, vocabulary {vocabulary}</source>
        <translation>{layers} 层，隐藏维度 {hidden}，词表 {vocabulary}</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
</context>
<context>
    <name>ModelChoiceDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ModelChooser</name>
    <message>
        <source>Models on this computer</source>
        <translation>这台电脑上的模型</translation>
    </message>
    <message>
        <source>Folder, .gguf file, or a name on the Hub such as HuggingFaceTB/SmolLM2-135M</source>
        <translation>文件夹、.gguf 文件，或 Hub 上的名称，如 HuggingFaceTB/SmolLM2-135M</translation>
    </message>
    <message>
        <source>Model folder, file or name</source>
        <translation>模型文件夹、文件或名称</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>.gguf file…</source>
        <translation>.gguf 文件…</translation>
    </message>
    <message>
        <source>Allow going online for this model</source>
        <translation>允许为这个模型联网</translation>
    </message>
    <message>
        <source>Off: only what is on this computer is used. On: a Hub name that is not in the Hugging Face cache is downloaded into it.</source>
        <translation>关：只使用这台电脑上已有的内容。开：Hugging Face 缓存中没有的 Hub 模型会下载到缓存。</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>Comes with MemStudio</source>
        <translation>随 MemStudio 附带</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Hugging Face 缓存</translation>
    </message>
    <message>
        <source>No models in the cache</source>
        <translation>缓存中没有模型</translation>
    </message>
    <message>
        <source>Open now</source>
        <translation>当前打开</translation>
    </message>
    <message>
        <source>%1 has a memory already</source>
        <translation>%1 已有记忆</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf);;All files (*)</source>
        <translation>GGUF 模型 (*.gguf);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose a .gguf file</source>
        <translation>选择 .gguf 文件</translation>
    </message>
</context>
<context>
    <name>MonitorForm</name>
    <message>
        <source>Watch</source>
        <translation>监测</translation>
    </message>
    <message>
        <source>Each line or row that is added to a file is a text, and each new file in a folder. What was read is not read again.</source>
        <translation>文件中新增的每一行，以及文件夹中的每个新文件，都是一篇文本。读过的不会再读。</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>警报</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>What a text may be about, with commas between</source>
        <translation>文本可能的主题，用逗号隔开</translation>
    </message>
    <message>
        <source>Sentiments</source>
        <translation>情感</translation>
    </message>
    <message>
        <source>How a text may be meant, with commas between</source>
        <translation>文本可能的情感，用逗号隔开</translation>
    </message>
    <message>
        <source>Negative are</source>
        <translation>负面标签</translation>
    </message>
    <message>
        <source>found by their names</source>
        <translation>按名称识别</translation>
    </message>
    <message>
        <source>Labels that an alert counts</source>
        <translation>警报所计算的标签</translation>
    </message>
    <message>
        <source>found</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Of tables and JSON lines, that the texts stand in</source>
        <translation>表格和 JSON 行中文本所在的列</translation>
    </message>
    <message>
        <source>The memory lasts from text to text</source>
        <translation>记忆在文本之间延续</translation>
    </message>
    <message>
        <source>Else each text is read with an empty memory, as in training</source>
        <translation>否则每篇文本都以空的记忆来读，与训练时一样</translation>
    </message>
    <message>
        <source>Add a file that grows or a folder, or drop it here.</source>
        <translation>请添加不断增长的文件或文件夹，也可以拖到这里。</translation>
    </message>
    <message>
        <source>Name the labels that a text can get: at least two, with commas between.</source>
        <translation>请写出文本可能得到的标签：至少两个，用逗号隔开。</translation>
    </message>
    <message>
        <source>%1 is none of the labels.</source>
        <translation>%1 不在标签之中。</translation>
    </message>
    <message>
        <source>Those that the model learnt in its run.</source>
        <translation>模型在训练中学到的标签。</translation>
    </message>
    <message>
        <source>The model has heads for these, and says no others.</source>
        <translation>模型有给这些标签的输出头，不会说别的标签。</translation>
    </message>
    <message>
        <source>It has heads for these, too: %1</source>
        <translation>它还有这些输出头：%1</translation>
    </message>
    <message>
        <source>Those that the model learnt in its run, in one answer.</source>
        <translation>模型在训练中学到的标签，在一个回答中一起给出。</translation>
    </message>
    <message>
        <source>The open model comes from no run that learnt labels. It can choose between any; how well, only a text tells.</source>
        <translation>打开的模型不是由学过标签的训练得到的。它可以在任意标签中选择，效果如何要看文本才知道。</translation>
    </message>
</context>
<context>
    <name>MonitorPane</name>
    <message>
        <source>Watch texts as they arrive</source>
        <translation>监测到来的文本</translation>
    </message>
    <message>
        <source>A file that grows or a folder is watched, such as the news of a day. Each text gets a topic and a sentiment by the open model, and you are told when negatives surge.</source>
        <translation>监测不断增长的文件或文件夹，例如每天的新闻。打开的模型给每篇文本标上主题和情感，负面激增时会告诉你。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Texts that came</source>
        <translation>到来的文本</translation>
    </message>
    <message>
        <source>The text that is selected</source>
        <translation>选中的文本</translation>
    </message>
    <message>
        <source>Select a text to read it here.</source>
        <translation>选中一篇文本，就可以在这里阅读。</translation>
    </message>
    <message>
        <source>Watch this for texts that arrive</source>
        <translation>监测其中到来的文本</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>监测中</translation>
    </message>
    <message>
        <source>Texts wait until the run is over or paused</source>
        <translation>文本等到训练结束或暂停后再读</translation>
    </message>
    <message>
        <source>MemStudio watches for texts</source>
        <translation>MemStudio 正在监测文本</translation>
    </message>
    <message>
        <source>Negatives surge</source>
        <translation>负面激增</translation>
    </message>
</context>
<context>
    <name>MonitorWords</name>
    <message>
        <source>Negatives surge: %1 of the last %2 texts (%3, threshold %4).</source>
        <translation>负面激增：最近 %2 篇中有 %1 篇（%3，阈值 %4）。</translation>
    </message>
    <message>
        <source>Before, %1 of %2 were.</source>
        <translation>此前 %2 篇中有 %1。</translation>
    </message>
    <message>
        <source>Most are about %1.</source>
        <translation>多数与 %1 有关。</translation>
    </message>
    <message>
        <source>%1 texts · none of the labels counts as negative</source>
        <translation>%1 篇 · 没有一个标签算作负面</translation>
    </message>
    <message>
        <source>No text has come yet.</source>
        <translation>还没有文本到来。</translation>
    </message>
    <message>
        <source>%1 texts · of the last %2, %3 negative (threshold %4)</source>
        <translation>%1 篇 · 最近 %2 篇中 %3 为负面（阈值 %4）</translation>
    </message>
    <message>
        <source>usual are %1</source>
        <translation>平常为 %1</translation>
    </message>
</context>
<context>
    <name>MoreSettings</name>
    <message>
        <source>batches</source>
        <translation>批</translation>
    </message>
    <message>
        <source>all but one</source>
        <translation>除一个外全部</translation>
    </message>
    <message>
        <source>Batches and arithmetic</source>
        <translation>批次与运算</translation>
    </message>
    <message>
        <source>Accumulation</source>
        <translation>累积</translation>
    </message>
    <message>
        <source>Packing</source>
        <translation>打包</translation>
    </message>
    <message>
        <source>Samples grow over</source>
        <translation>样本增长期</translation>
    </message>
    <message>
        <source>Memory replay</source>
        <translation>记忆重放</translation>
    </message>
    <message>
        <source>Checkpoint layers</source>
        <translation>逐层检查点</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Gate learning rate</source>
        <translation>门的学习率</translation>
    </message>
    <message>
        <source>Learning rate falls</source>
        <translation>学习率下降方式</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Gradient norm limit</source>
        <translation>梯度上限</translation>
    </message>
    <message>
        <source>Rows answered</source>
        <translation>回答的行数</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>validations</source>
        <translation>次验证</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Held out, probe and checkpoints</source>
        <translation>验证、探针与检查点</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>留作验证</translation>
    </message>
    <message>
        <source>Validated on</source>
        <translation>验证用量</translation>
    </message>
    <message>
        <source>Stop without progress</source>
        <translation>无进展时停止</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探针</translation>
    </message>
    <message>
        <source>the first held-out text</source>
        <translation>第一段验证文本</translation>
    </message>
    <message>
        <source>Longest probe</source>
        <translation>探针最长</translation>
    </message>
    <message>
        <source>segments</source>
        <translation>个片段</translation>
    </message>
    <message>
        <source>Checkpoints kept</source>
        <translation>保留的检查点</translation>
    </message>
    <message>
        <source>Checkpoint seconds</source>
        <translation>检查点间隔秒数</translation>
    </message>
</context>
<context>
    <name>NeighboursSection</name>
    <message>
        <source>Similar slots</source>
        <translation>相似的槽</translation>
    </message>
    <message>
        <source>Earlier states like this one</source>
        <translation>与此相似的早先状态</translation>
    </message>
    <message>
        <source>Slots most like it now</source>
        <translation>此刻与它最相似的槽</translation>
    </message>
    <message>
        <source>This part of the trace could not be read.</source>
        <translation>轨迹的这一部分无法读取。</translation>
    </message>
    <message>
        <source>slot {slot}</source>
        <translation>槽 {slot}</translation>
    </message>
    <message>
        <source>cosine {value}</source>
        <translation>余弦 {value}</translation>
    </message>
    <message>
        <source>before anything was read</source>
        <translation>尚未读入任何内容时</translation>
    </message>
    <message>
        <source>after segment {segment}</source>
        <translation>第 {segment} 段之后</translation>
    </message>
    <message>
        <source>It was like this before</source>
        <translation>它以前曾是这样</translation>
    </message>
    <message>
        <source>It has not come back to an earlier state.</source>
        <translation>它没有回到过早先的状态。</translation>
    </message>
    <message>
        <source>It was like this before (some of its states were looked at, evenly)</source>
        <translation>它以前曾是这样（只均匀查看了部分状态）</translation>
    </message>
</context>
<context>
    <name>NewModelDialog</name>
    <message>
        <source>New model</source>
        <translation>新建模型</translation>
    </message>
    <message>
        <source>Put a memory on a model</source>
        <translation>为模型加上记忆</translation>
    </message>
    <message>
        <source>From scratch</source>
        <translation>从零开始</translation>
    </message>
    <message>
        <source>A causal language model is given a fresh memory, and both are saved as one model. The model that you choose stays as it is.</source>
        <translation>给一个因果语言模型加上全新的记忆，并把两者保存为一个模型。你选择的模型保持不变。</translation>
    </message>
    <message>
        <source>A tokenizer is trained on your text, and a model of random weights is made for it, which has learnt nothing yet.</source>
        <translation>用你的文本训练一个分词器，并为其创建一个随机权重的模型，该模型尚未学到任何内容。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
</context>
<context>
    <name>NothingCommon</name>
    <message>
        <source>Read the text of A</source>
        <translation>读取 A 的文本</translation>
    </message>
    <message>
        <source>The open model reads it, and what comes of that is B</source>
        <translation>由打开的模型读取它，得到的结果作为 B</translation>
    </message>
    <message>
        <source>A and B are of different texts, and no word of one stands beside a word of the other. Choose two traces of the same text, or let the open model read the text of A.</source>
        <translation>A 和 B 来自不同的文本，没有一个词能与另一边的词对齐。请选择同一文本的两条轨迹，或让打开的模型读取 A 的文本。</translation>
    </message>
    <message>
        <source>Nothing to lay side by side</source>
        <translation>没有可以并排的内容</translation>
    </message>
</context>
<context>
    <name>NumberFormat</name>
    <message>
        <source>{number} tok/s</source>
        <translation>{number} 词元/秒</translation>
    </message>
    <message>
        <source>{number}%</source>
        <translation>{number}%</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{days} d {hours} h</source>
        <translation>{days} 天 {hours} 小时</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
</context>
<context>
    <name>OnModelSide</name>
    <message>
        <source>Of the memory&apos;s first, random values</source>
        <translation>用于记忆最初的随机值</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Saved as</source>
        <translation>保存为</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>请先选择模型。</translation>
    </message>
    <message>
        <source>This model has a memory already. Choose the model it was made from.</source>
        <translation>这个模型已有记忆。请选择制作它所用的原模型。</translation>
    </message>
    <message>
        <source>So many slots leave no room for a segment. Take fewer slots.</source>
        <translation>这么多槽不给片段留空间。请减少槽数。</translation>
    </message>
    <message>
        <source>This does not fit. Take at most %1 tokens.</source>
        <translation>放不下。请最多取 %1 个词元。</translation>
    </message>
    <message>
        <source>This does not fit beside the slots. Take at most %1 tokens, or fewer slots.</source>
        <translation>与槽一起放不下。请最多取 %1 个词元，或减少槽数。</translation>
    </message>
</context>
<context>
    <name>OpenModelDialog</name>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>A model with a memory, or any causal language model that a memory is to be put on. Only safetensors and GGUF weights are opened, since others can run code.</source>
        <translation>带有记忆的模型，或任何要加上记忆的因果语言模型。只打开 safetensors 和 GGUF 权重，因为其他格式可能运行代码。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>OpenRunDialog</name>
    <message>
        <source>Show in files</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>See its memory</source>
        <translation>查看它的记忆</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>接着训练</translation>
    </message>
    <message>
        <source>Show its curves</source>
        <translation>显示它的曲线</translation>
    </message>
    <message>
        <source>Open its model</source>
        <translation>打开它的模型</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>It has no model yet.</source>
        <translation>它还没有模型。</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>{step} of {total}</source>
        <translation>{step} / {total}</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>{before} before, {after} after</source>
        <translation>之前 {before}，之后 {after}</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>It is complete.</source>
        <translation>它已经完成。</translation>
    </message>
    <message>
        <source>It is on now.</source>
        <translation>它正在进行。</translation>
    </message>
    <message>
        <source>It has no complete checkpoint.</source>
        <translation>它没有完整的检查点。</translation>
    </message>
    <message>
        <source>{run}, step {step}</source>
        <translation>{run}，第 {step} 步</translation>
    </message>
</context>
<context>
    <name>OtherModelNote</name>
    <message>
        <source>Read it again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>The open model reads the text, as it is now</source>
        <translation>由打开的模型按它现在的样子读取这段文本</translation>
    </message>
    <message>
        <source>Open “{name}”</source>
        <translation>打开“{name}”</translation>
    </message>
    <message>
        <source>“{name}” read this text. Open it to test what its memory did.</source>
        <translation>这段文本由“{name}”读取。打开它，才能检验它的记忆做了什么。</translation>
    </message>
    <message>
        <source>“{name}” read this text, and the run changes the weights of the open model. While it is paused, the text can be read again; when it is over, “{name}” can be opened to test what its memory did.</source>
        <translation>这段文本由“{name}”读取，而训练正在改变打开的模型的权重。训练暂停时可以重新读取这段文本；训练结束后，可以打开“{name}”检验它的记忆做了什么。</translation>
    </message>
    <message>
        <source>“{name}” read this text, but “{other}” is open. Open the first to test what its memory did.</source>
        <translation>这段文本由“{name}”读取，但打开的是“{other}”。打开前者，才能检验它的记忆做了什么。</translation>
    </message>
</context>
<context>
    <name>OverText</name>
    <message>
        <source>Explain “{word}”</source>
        <translation>解释“{word}”</translation>
    </message>
    <message>
        <source>Explain “{word}”, which was predicted here</source>
        <translation>解释这里预测的“{word}”</translation>
    </message>
    <message>
        <source>Map what each slot is worth to “{word}”</source>
        <translation>画出每个槽对“{word}”的作用</translation>
    </message>
</context>
<context>
    <name>OverlayChart</name>
    <message>
        <source>run</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>OverwriteList</name>
    <message>
        <source>Overwrites of the slot</source>
        <translation>这个槽的改写</translation>
    </message>
</context>
<context>
    <name>OverwriteModel</name>
    <message>
        <source>Segment {segment}: {change}</source>
        <translation>第 {segment} 段：{change}</translation>
    </message>
    <message>
        <source>from {words}</source>
        <translation>来自 {words}</translation>
    </message>
    <message>
        <source>lost {words}</source>
        <translation>丢失 {words}</translation>
    </message>
    <message>
        <source>lost no word</source>
        <translation>没有丢失词</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>PasteDialog</name>
    <message>
        <source>Paste a text</source>
        <translation>粘贴文本</translation>
    </message>
    <message>
        <source>Text to read</source>
        <translation>要读的文本</translation>
    </message>
    <message>
        <source>Paste or type the text that the model should read.</source>
        <translation>粘贴或输入模型要读的文本。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读</translation>
    </message>
    <message>
        <source>%1 characters were pasted; only their beginning is shown here.</source>
        <translation>已粘贴 %1 个字符；这里只显示其开头。</translation>
    </message>
</context>
<context>
    <name>PathsEditor</name>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add a sample book</source>
        <translation>添加一本示例书</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Chosen files and folders</source>
        <translation>已选的文件和文件夹</translation>
    </message>
    <message>
        <source>Text and data (%1);;All files (*)</source>
        <translation>文本与数据 (%1);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>添加文件夹</translation>
    </message>
</context>
<context>
    <name>PauseButton</name>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
</context>
<context>
    <name>PictureCommands</name>
    <message>
        <source>Save a picture of the page</source>
        <translation>保存页面图片</translation>
    </message>
    <message>
        <source>The picture was saved to {path}.</source>
        <translation>图片已保存到 {path}。</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>Wheel: zoom. Drag: pan. Double click: whole. N and P: next and previous place worth a look.</source>
        <translation>滚轮：缩放。拖动：平移。双击：全部。N 与 P：下一个与上一个值得看的位置。</translation>
    </message>
    <message>
        <source>Write weights: slots by words</source>
        <translation>写入权重：槽对词语</translation>
    </message>
    <message>
        <source>Read weights: slots by words</source>
        <translation>读取权重：槽对词语</translation>
    </message>
    <message>
        <source>Measure the gain</source>
        <translation>测量增益</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Slot to slot</source>
        <translation>槽到槽</translation>
    </message>
    <message>
        <source>This model has no memory slots: the text, its surprise and its predictions are all there is to see.</source>
        <translation>这个模型没有记忆槽：只能看文本、意外程度和预测。</translation>
    </message>
</context>
<context>
    <name>PlaceRows</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>In</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Give the new model a name.</source>
        <translation>请给新模型起个名称。</translation>
    </message>
</context>
<context>
    <name>PlainTable</name>
    <message>
        <source>Results in numbers</source>
        <translation>数字结果</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>Seeds from–to</source>
        <translation>种子间范围</translation>
    </message>
    <message>
        <source>Wholly right</source>
        <translation>全部答对</translation>
    </message>
    <message>
        <source>Guessing</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子数</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>%1, at %2</source>
        <translation>%1，规模 %2</translation>
    </message>
</context>
<context>
    <name>ProbeOffer</name>
    <message>
        <source>Show its probe</source>
        <translation>显示它的探针</translation>
    </message>
    <message>
        <source>The run “%1” is on; the text below is not its probe.</source>
        <translation>训练“%1”正在进行；下面的文本不是它的探针。</translation>
    </message>
</context>
<context>
    <name>ProblemWords</name>
    <message>
        <source>{names} and %n more</source>
        <translation>{names} 以及另外 %n 个</translation>
    </message>
</context>
<context>
    <name>ProgressStrip</name>
    <message>
        <source>Trials done</source>
        <translation>已完成的试验</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>The first trials begin…</source>
        <translation>首批试验正在开始…</translation>
    </message>
    <message>
        <source>%1 · %2 · seed %3 · step %4 of at most %5 · %6 right · loss %7</source>
        <translation>%1 · %2 · 种子 %3 · 第 %4 步，最多 %5 步 · 答对 %6 · 损失 %7</translation>
    </message>
    <message>
        <source>Steps of this trial</source>
        <translation>本项试验的步数</translation>
    </message>
</context>
<context>
    <name>ProgressView</name>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>The loss is drawn here as soon as training begins.</source>
        <translation>训练一开始，损失就画在这里。</translation>
    </message>
    <message>
        <source>nats a token</source>
        <translation>奈特/词元</translation>
    </message>
    <message>
        <source>nats a label</source>
        <translation>奈特/标签</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>memory reset</source>
        <translation>记忆重置</translation>
    </message>
    <message>
        <source>The first step is on its way.</source>
        <translation>第一步正在进行。</translation>
    </message>
    <message>
        <source>%1 of %2 parameters on %3 · run %4</source>
        <translation>在 %3 上训练 %2 个参数中的 %1 个 · 训练 %4</translation>
    </message>
    <message>
        <source>of %1 longer texts the beginning is learnt from</source>
        <translation>有 %1 段较长的文本只从开头学习</translation>
    </message>
    <message>
        <source>of %1 longer texts answers are learnt without the beginning</source>
        <translation>有 %1 个较长的文本，其回答学习时看不到开头</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>squared error / variance</source>
        <translation>平方误差 / 方差</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
</context>
<context>
    <name>ProvenanceLinks</name>
    <message>
        <source>{effect}, changes “{answer}” to “{other}”</source>
        <translation>{effect}，“{answer}”变成“{other}”</translation>
    </message>
    <message>
        <source>{effect}, not confirmed (though “{other}” would be said instead of “{answer}”)</source>
        <translation>{effect}，未证实（尽管会说“{other}”而不是“{answer}”）</translation>
    </message>
    <message>
        <source>read from slot {slot}</source>
        <translation>读自槽 {slot}</translation>
    </message>
    <message>
        <source>slot {slot} since segment {segment}</source>
        <translation>槽 {slot}，自片段 {segment} 起</translation>
    </message>
    <message>
        <source>slot {slot} from slot {source}, segment {segment}</source>
        <translation>槽 {slot} 取自槽 {source}，片段 {segment}</translation>
    </message>
    <message>
        <source>slot {slot} from segment {segment}</source>
        <translation>槽 {slot} 写自片段 {segment}</translation>
    </message>
    <message>
        <source>in its own segment</source>
        <translation>在同一片段里</translation>
    </message>
    <message>
        <source>No source is needed alone: “{word}” stands in the passages from tokens {places}. Without all of these: {effect}.</source>
        <translation>没有一个来源是单独必需的：“{word}”出现在从词元 {places} 开始的几处文字中。把它们全部去掉：{effect}。</translation>
    </message>
    <message>
        <source>{effect}, changes the answer</source>
        <translation>{effect}，改变答案</translation>
    </message>
    <message>
        <source>“{word}” read slot {slot}: {share} of what it read of the memory</source>
        <translation>“{word}”读了槽 {slot}：占它从记忆读取的 {share}</translation>
    </message>
    <message>
        <source>“{word}” hangs on slot {slot}: {share} of its gradient by slots</source>
        <translation>“{word}”取决于槽 {slot}：占各槽梯度的 {share}</translation>
    </message>
    <message>
        <source>without the slot: {effect}</source>
        <translation>没有这个槽：{effect}</translation>
    </message>
    <message>
        <source>written from “{words}”: {share}</source>
        <translation>写自“{words}”：{share}</translation>
    </message>
    <message>
        <source>without these words: {effect}</source>
        <translation>没有这些词：{effect}</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>Quantity</name>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>门控</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>年龄</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>Spread of reading</source>
        <translation>读取的分散度</translation>
    </message>
    <message>
        <source>How far a segment moved a slot, relative to the slot&apos;s length.</source>
        <translation>一个片段使槽移动了多少，相对于槽的长度。</translation>
    </message>
    <message>
        <source>of its length</source>
        <translation>的自身长度</translation>
    </message>
    <message>
        <source>The share of a slot&apos;s writing attention that goes to words of the segment.</source>
        <translation>槽写入时的注意力有多少落在本段的词语上。</translation>
    </message>
    <message>
        <source>The memory&apos;s own gate: how far a segment&apos;s write was let into a slot, or of knn and infini, what was read let out of it.</source>
        <translation>记忆自身的门：片段的写入有多少进入槽；对 knn 和 infini 则是读出的内容有多少被放行。</translation>
    </message>
    <message>
        <source>A slot&apos;s share of all that was read from the memory in a segment.</source>
        <translation>在一个片段中，该槽占全部读取的份额。</translation>
    </message>
    <message>
        <source>Segments since a slot last changed by a tenth of its length or more.</source>
        <translation>距该槽上次改变达其长度十分之一以上的片段数。</translation>
    </message>
    <message>
        <source>segments</source>
        <translation>个片段</translation>
    </message>
    <message>
        <source>The cosine of a slot with itself before the segment; dark: overwritten.</source>
        <translation>槽与片段之前的自己的余弦；深色：被覆盖。</translation>
    </message>
    <message>
        <source>0: one word of the segment read the slot; 1: all words read it alike.</source>
        <translation>0：片段中只有一个词读取该槽；1：所有词同等读取。</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>The length of a slot&apos;s vector.</source>
        <translation>槽向量的长度。</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读</translation>
    </message>
    <message>
        <source>The mean share of a word&apos;s attention that goes to a slot.</source>
        <translation>词语的注意力平均有多少落在一个槽上。</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>写入</translation>
    </message>
</context>
<context>
    <name>QuantityLane</name>
    <message>
        <source>Slots over segments</source>
        <translation>各槽随片段的变化</translation>
    </message>
    <message>
        <source>a pixel is the smallest of about %1 segments</source>
        <translation>一个像素为约 %1 个片段中的最小值</translation>
    </message>
    <message>
        <source>a pixel is the farthest from zero of about %1 segments</source>
        <translation>一个像素为约 %1 个片段中离零最远的值</translation>
    </message>
    <message>
        <source>a pixel is the largest of about %1 segments</source>
        <translation>一个像素为约 %1 个片段中的最大值</translation>
    </message>
    <message>
        <source>slot %1, segment %2: %3 %4</source>
        <translation>槽 %1，片段 %2：%3 %4</translation>
    </message>
</context>
<context>
    <name>QueueCard</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Start these runs, one after another</source>
        <translation>依次开始这些训练</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>暂缓</translation>
    </message>
    <message>
        <source>Start no more of them; the run that is on goes on</source>
        <translation>不再开始其余训练；正在进行的继续</translation>
    </message>
    <message>
        <source>Queue of runs</source>
        <translation>训练队列</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>提前</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>推后</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>移出队列</translation>
    </message>
    <message numerus="yes">
        <source>%n queued run(s)</source>
        <translation>
            <numerusform>%n 次训练在排队</numerusform>
        </translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>They start one after another, as soon as nothing else is on.</source>
        <translation>一旦没有其他任务，它们就依次开始。</translation>
    </message>
    <message>
        <source>Nothing waits. “Queue” above the list adds the runs that are selected, “Add to queue” on the Train page what is set there.</source>
        <translation>没有排队的训练。列表上方的“队列”加入选中的训练，“训练”页菜单里的“加入队列”加入那里设好的训练。</translation>
    </message>
    <message>
        <source>It is being prepared.</source>
        <translation>正在准备。</translation>
    </message>
</context>
<context>
    <name>ReadersSection</name>
    <message>
        <source>The document ends here: nothing reads it any more.</source>
        <translation>文档到此结束：不再有词读取它。</translation>
    </message>
    <message>
        <source>{share} of all that was read of this slot there.</source>
        <translation>占那里对这个槽全部读取的 {share}。</translation>
    </message>
    <message>
        <source>{share} of what the trace keeps of all that was read of this slot.</source>
        <translation>在轨迹所保存的对这个槽的全部读取中占 {share}。</translation>
    </message>
    <message>
        <source>Words of this segment gave the slot {attention} of their attention.</source>
        <translation>这一段的词把 {attention} 的注意力给了这个槽。</translation>
    </message>
    <message>
        <source>Segments {first} to {last}, until little was left of it; words there gave the slot {attention} of their attention.</source>
        <translation>第 {first} 到 {last} 段，直到所剩无几；那里的词把 {attention} 的注意力给了这个槽。</translation>
    </message>
    <message>
        <source>Segments {first} to {last}; it lasted longer than was looked at. Words there gave the slot {attention} of their attention.</source>
        <translation>第 {first} 到 {last} 段；它保留的时间比查看的范围更长。那里的词把 {attention} 的注意力给了这个槽。</translation>
    </message>
    <message>
        <source>at least {share}</source>
        <translation>至少 {share}</translation>
    </message>
    <message>
        <source>What was too little to be kept in the trace is not counted.</source>
        <translation>太少而没有保存在轨迹中的部分没有计入。</translation>
    </message>
    <message>
        <source>{left} of that is of words that the trace does not keep.</source>
        <translation>其中 {left} 属于轨迹没有保存的词。</translation>
    </message>
</context>
<context>
    <name>ReadingFailures</name>
    <message numerus="yes">
        <source>%n run(s) could not be read: {names}. The first: {reason}</source>
        <translation>
            <numerusform>有 %n 次训练无法读取：{names}。第一个的原因：{reason}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReadingForm</name>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>How the files of text are encoded; wrong letters come of a wrong one</source>
        <translation>文本文件的编码；选错会出现乱码</translation>
    </message>
    <message>
        <source>Rows are</source>
        <translation>行的含义</translation>
    </message>
    <message>
        <source>What the rows of the tables mean</source>
        <translation>表中各行的含义</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>识别为：%1</translation>
    </message>
    <message>
        <source>Find it</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Choose a column</source>
        <translation>请选择一列</translation>
    </message>
    <message>
        <source>The column for this; its name in settings is %1</source>
        <translation>用作此项的列；在设置中名为 %1</translation>
    </message>
</context>
<context>
    <name>RecentRow</name>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>no longer there</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Remove {name} from the list</source>
        <translation>把 {name} 从列表中移除</translation>
    </message>
</context>
<context>
    <name>RecommendPane</name>
    <message>
        <source>A candidate…</source>
        <translation>一个候选…</translation>
    </message>
    <message>
        <source>A candidate</source>
        <translation>一个候选</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>From files…</source>
        <translation>来自文件…</translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation>全部移除</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Leave out what was touched</source>
        <translation>略去接触过的</translation>
    </message>
    <message>
        <source>Candidates, ranked</source>
        <translation>排好序的候选</translation>
    </message>
    <message>
        <source>New user…</source>
        <translation>新建用户…</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>Add these as items that the user has touched</source>
        <translation>作为用户接触过的内容添加</translation>
    </message>
    <message>
        <source>Add these as candidates</source>
        <translation>作为候选添加</translation>
    </message>
    <message>
        <source>From the collection {name}</source>
        <translation>来自文档集 {name}</translation>
    </message>
    <message>
        <source>What will they choose?</source>
        <translation>会选哪一个？</translation>
    </message>
    <message>
        <source>Your users are shown as soon as the engine has done what it is at.</source>
        <translation>引擎做完手头的事，就会显示你的用户。</translation>
    </message>
    <message>
        <source>What a user touched is read into a memory of its own, and candidates are ranked by the interest that the open model predicts from it. Make a user first.</source>
        <translation>用户接触过的内容会读入其专属的记忆，候选则按打开的模型据此预测的兴趣排序。请先新建一个用户。</translation>
    </message>
    <message>
        <source>Add what the user has touched on the right, and candidates above: type them, or drop files with one a line.</source>
        <translation>在右侧添加用户接触过的内容，在上方添加候选：可以输入，也可以拖入每行一项的文件。</translation>
    </message>
    <message>
        <source>A model with a memory is needed that was trained to recommend, such as the one that the task Recommendation makes.</source>
        <translation>需要一个带记忆、为推荐训练过的模型，例如“推荐”任务得到的模型。</translation>
    </message>
    <message>
        <source>Add what the user has touched, to rank by it.</source>
        <translation>请添加用户接触过的内容，以便据此排序。</translation>
    </message>
    <message>
        <source>One candidate is ranked among others: add more.</source>
        <translation>候选要与其他候选一起排序：请再添加一些。</translation>
    </message>
    <message numerus="yes">
        <source>%n candidate(s), not ranked yet.</source>
        <translation>
            <numerusform>%n 个候选，尚未排序。</numerusform>
        </translation>
    </message>
    <message>
        <source>touched before</source>
        <translation>接触过</translation>
    </message>
    <message>
        <source>{interest}  ({reset})</source>
        <translation>{interest}（{reset}）</translation>
    </message>
    <message>
        <source>{name}
Interest: {interest}; with nothing remembered: {reset}
Click to see which touched items speak for it.</source>
        <translation>{name}
兴趣：{interest}；没有记忆时：{reset}
点击可查看哪些接触过的内容支持它。</translation>
    </message>
    <message>
        <source>Interest: how likely each is chosen of {together} that are offered together. In brackets: with nothing remembered.</source>
        <translation>兴趣：每次一起给出 {together} 个时，各个被选中的可能性。括号中：没有记忆时。</translation>
    </message>
    <message numerus="yes">
        <source>%n candidate(s) left out, as touched before.</source>
        <translation>
            <numerusform>略去了 %n 个接触过的候选。</numerusform>
        </translation>
    </message>
    <message>
        <source>Of these files: {names}. {reason}</source>
        <translation>关于这些文件：{names}。{reason}</translation>
    </message>
</context>
<context>
    <name>Regrets</name>
    <message>
        <source>The layout is as it was at first.</source>
        <translation>布局已恢复为最初的样子。</translation>
    </message>
    <message>
        <source>All lanes are there, as high as at first.</source>
        <translation>所有轨道都已显示，高度恢复为最初的样子。</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) of the Train page changed.</source>
        <translation>
            <numerusform>“训练”页有 %n 项设置已改变。</numerusform>
        </translation>
    </message>
    <message>
        <source>The memory state {name} is deleted.</source>
        <translation>记忆状态 {name} 已删除。</translation>
    </message>
    <message numerus="yes">
        <source>%n memory state(s) deleted.</source>
        <translation>
            <numerusform>已删除 %n 个记忆状态。</numerusform>
        </translation>
    </message>
    <message>
        <source>The session {name} is deleted.</source>
        <translation>会话 {name} 已删除。</translation>
    </message>
    <message>
        <source>The session {name} is in the list again.</source>
        <translation>会话 {name} 又回到列表里了。</translation>
    </message>
    <message>
        <source>The collection {name} is deleted.</source>
        <translation>文集 {name} 已删除。</translation>
    </message>
    <message>
        <source>The past queries of {name} are forgotten.</source>
        <translation>{name} 过去的查询已忘记。</translation>
    </message>
    <message>
        <source>{document} is taken out of {name}.</source>
        <translation>已从 {name} 移出 {document}。</translation>
    </message>
    <message>
        <source>{name} is deleted; what was touched can be brought back.</source>
        <translation>{name} 已删除；接触过的内容可以恢复。</translation>
    </message>
    <message>
        <source>“{item}” is no longer among what {name} touched.</source>
        <translation>“{item}”已不在 {name} 接触过的内容之中。</translation>
    </message>
    <message>
        <source>The measurement of {name} is deleted.</source>
        <translation>{name} 的测量已删除。</translation>
    </message>
    <message>
        <source>The run {name} is taken out of the queue.</source>
        <translation>训练 {name} 已移出队列。</translation>
    </message>
    <message>
        <source>What the model remembered is given up.</source>
        <translation>模型先前所记住的内容已舍弃。</translation>
    </message>
    <message>
        <source>The dataset was cleared; its files stay where they are.</source>
        <translation>数据集已清空；文件留在原处。</translation>
    </message>
    <message numerus="yes">
        <source>%n candidate(s) removed.</source>
        <translation>
            <numerusform>已移除 %n 个候选。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) taken from the list of what was open lately.</source>
        <translation>
            <numerusform>已从最近打开的列表中移除 %n 项。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RememberedDialog</name>
    <message>
        <source>The words nearest to what sets each slot apart, and the turns that changed it most, as measured while they were read. That a turn changed a slot does not say that the slot still holds it: forgetting something measures that.</source>
        <translation>最接近每个槽独特之处的词，以及改变它最多的轮次，都是读入时实测的。某一轮改变了一个槽，并不说明该槽仍保存着它：忘记某些内容时会测量这一点。</translation>
    </message>
    <message>
        <source>What the model remembers</source>
        <translation>模型记住的内容</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>槽</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Changed most by</source>
        <translation>改变最多的轮次</translation>
    </message>
    <message>
        <source>By how much, as a share of its length; 100% and more is a slot that is wholly another</source>
        <translation>变化多少，占其长度的比例；100% 及以上表示槽已完全不同</translation>
    </message>
    <message>
        <source>Slots of the memory</source>
        <translation>记忆的槽</translation>
    </message>
    <message>
        <source>Forget something…</source>
        <translation>忘记某些内容…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>turn {number} ({change})</source>
        <translation>第 {number} 轮（{change}）</translation>
    </message>
    <message>
        <source>This model has no memory: it sees the last part of the session that fits its window.</source>
        <translation>这个模型没有记忆：它只看到会话中能放进窗口的最后部分。</translation>
    </message>
    <message>
        <source>Remembered word for word, until it is written: {words}</source>
        <translation>在写入之前逐字记住：{words}</translation>
    </message>
    <message numerus="yes">
        <source>%n turn(s) of this session are no longer in the memory.</source>
        <translation>
            <numerusform>这个会话的 %n 轮已不在记忆里。</numerusform>
        </translation>
    </message>
    <message>
        <source>The session began with a memory that was loaded; what it holds comes from no turn.</source>
        <translation>会话从载入的记忆开始；其中的内容不来自任何一轮。</translation>
    </message>
    <message>
        <source>Nothing was read into the memory yet.</source>
        <translation>记忆中还没有读入任何内容。</translation>
    </message>
</context>
<context>
    <name>ResultCard</name>
    <message>
        <source>Look at the memory</source>
        <translation>查看记忆</translation>
    </message>
    <message>
        <source>Try the model</source>
        <translation>试用模型</translation>
    </message>
    <message>
        <source>Measure the model</source>
        <translation>测量模型</translation>
    </message>
    <message>
        <source>Go on with the run</source>
        <translation>继续这次训练</translation>
    </message>
    <message>
        <source>Open run folder</source>
        <translation>打开训练文件夹</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>It was stopped before the first step, so nothing was learnt.</source>
        <translation>在第一步之前就停止了，因此什么也没有学到。</translation>
    </message>
    <message>
        <source>No text was held out, so there is nothing to compare.</source>
        <translation>没有留出验证文本，因此无从比较。</translation>
    </message>
    <message>
        <source>With the memory reset before each segment</source>
        <translation>每个片段前重置记忆</translation>
    </message>
    <message>
        <source>%1, at step %2</source>
        <translation>%1，第 %2 步</translation>
    </message>
    <message>
        <source>The program that trained it ended before the run was over.</source>
        <translation>训练它的程序在训练完成之前就结束了。</translation>
    </message>
    <message>
        <source>On the held-out text it does worse than before the run.</source>
        <translation>在验证文本上，它不如训练之前。</translation>
    </message>
    <message>
        <source>The memory changes nothing here. Where every text fits into one segment, it has nothing to carry.</source>
        <translation>记忆在这里没有任何影响。如果每篇文本都只有一个片段，它就没有可传递的内容。</translation>
    </message>
    <message>
        <source>The memory does not help on this text yet.</source>
        <translation>在这段文本上，记忆还没有帮助。</translation>
    </message>
    <message>
        <source>With its memory the model is %1 nearer to the numbers, squared.</source>
        <translation>有了记忆，模型离这些数值近了 %1（平方）。</translation>
    </message>
    <message>
        <source>The memory is worth %1 nats a token on this text.</source>
        <translation>在这段文本上，记忆每词元带来 %1 奈特。</translation>
    </message>
    <message>
        <source>The memory is worth %1 nats a label on these texts.</source>
        <translation>在这些文本上，记忆使每个标签少 %1 奈特。</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
</context>
<context>
    <name>ResultView</name>
    <message>
        <source>Some of the answers</source>
        <translation>部分回答</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Beneath a value: where it lies with 95% certainty, by chance alone.</source>
        <translation>数值下面是只考虑偶然性时的 95% 区间。</translation>
    </message>
    <message>
        <source>Reset: the memory is forgotten before each segment, so only the segment itself is seen.</source>
        <translation>重置：在每个片段之前忘掉记忆，只看得到片段本身。</translation>
    </message>
    <message>
        <source>Asked: %1</source>
        <translation>问：%1</translation>
    </message>
    <message>
        <source>Expected: %1</source>
        <translation>标准答案：%1</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>回答：%1</translation>
    </message>
    <message>
        <source>Answer with the memory reset: %1</source>
        <translation>记忆重置后的回答：%1</translation>
    </message>
</context>
<context>
    <name>RetentionChart</name>
    <message>
        <source>guessing</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>having read it gives %1</source>
        <translation>读过带来 %1</translation>
    </message>
</context>
<context>
    <name>RetentionResult</name>
    <message>
        <source>Keep as a page…</source>
        <translation>保存为网页…</translation>
    </message>
    <message>
        <source>Pictures, numbers and probes as one file that any browser opens</source>
        <translation>图、数字和探针，存成一个任何浏览器都能打开的文件</translation>
    </message>
    <message>
        <source>What %1 retains of %2</source>
        <translation>%1 从 %2 中记住了什么</translation>
    </message>
</context>
<context>
    <name>RetentionWords</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1 asked</source>
        <translation>提问 %1 次</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Over reset</source>
        <translation>比重置</translation>
    </message>
    <message>
        <source>Over never read</source>
        <translation>比从未读过</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Writes since</source>
        <translation>此后写入</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>给出</translation>
    </message>
    <message>
        <source>Was read</source>
        <translation>读过的</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
</context>
<context>
    <name>RoomGuide</name>
    <message>
        <source>Where the run goes on</source>
        <translation>训练在哪里继续</translation>
    </message>
</context>
<context>
    <name>RuleForm</name>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>1 in %1</source>
        <translation>%1 分之一</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>The share of negatives from which on it can be an alert</source>
        <translation>负面占比达到多少才可能发出警报</translation>
    </message>
    <message>
        <source>Of the last</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Texts that are looked at together</source>
        <translation>一起考察的文本数</translation>
    </message>
    <message>
        <source>No older than</source>
        <translation>不早于</translation>
    </message>
    <message>
        <source>Of these texts, only those that came within so many minutes</source>
        <translation>其中只计这么多分钟之内到来的文本</translation>
    </message>
    <message>
        <source>Texts at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>With fewer texts than these nothing is said</source>
        <translation>少于这么多篇时不作判断</translation>
    </message>
    <message>
        <source>By chance</source>
        <translation>偶然可能</translation>
    </message>
    <message>
        <source>How often so many negatives may be chance, beside the texts before (Fisher&apos;s exact test)</source>
        <translation>与之前的文本相比，这么多负面纯属偶然的可能（费希尔精确检验）</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Texts before them that say how many negatives are usual</source>
        <translation>用之前多少篇文本来看平常有多少负面</translation>
    </message>
    <message>
        <source>Then quiet for</source>
        <translation>之后静默</translation>
    </message>
    <message>
        <source>Texts after an alert before the next</source>
        <translation>两次警报之间相隔的文本数</translation>
    </message>
    <message>
        <source> texts</source>
        <translation> 篇</translation>
    </message>
    <message>
        <source>Alert when %1 or more of the last %2 texts are negative, and that would be chance in fewer than %3 beside the %4 texts before.</source>
        <translation>当最近 %2 篇文本中有 %1 或更多为负面，并且与之前的 %4 篇相比，这纯属偶然的可能低于 %3 时发出警报。</translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Words of the document</source>
        <translation>文档的词语</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>seg.</source>
        <translation>段</translation>
    </message>
    <message>
        <source>“%1”, token %2, segment %3</source>
        <translation>“%1”，词元 %2，片段 %3</translation>
    </message>
</context>
<context>
    <name>RunActions</name>
    <message>
        <source>Show on the Train page</source>
        <translation>在训练页显示</translation>
    </message>
    <message>
        <source>Open its model</source>
        <translation>打开其模型</translation>
    </message>
    <message>
        <source>See its memory</source>
        <translation>查看其记忆</translation>
    </message>
    <message>
        <source>See its memory&apos;s health</source>
        <translation>查看其记忆的健康状况</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>Branch…</source>
        <translation>分支…</translation>
    </message>
    <message>
        <source>Duplicate in the form</source>
        <translation>复制到表单</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>再次训练</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Show in files</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Copy as command line</source>
        <translation>复制为命令行</translation>
    </message>
    <message>
        <source>Copy configuration as TOML</source>
        <translation>将配置复制为 TOML</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Select a run first.</source>
        <translation>请先选择一次训练。</translation>
    </message>
    <message>
        <source>Select one run only.</source>
        <translation>请只选择一次训练。</translation>
    </message>
    <message>
        <source>One of them is on now: stop it first.</source>
        <translation>其中一次正在进行：请先停止它。</translation>
    </message>
    <message>
        <source>It has no model yet.</source>
        <translation>它还没有模型。</translation>
    </message>
    <message>
        <source>Its probe was not traced.</source>
        <translation>没有记录它的探针。</translation>
    </message>
    <message>
        <source>It is on now: stop it first.</source>
        <translation>它正在进行：请先停止它。</translation>
    </message>
    <message>
        <source>It is complete.</source>
        <translation>它已完成。</translation>
    </message>
    <message>
        <source>It is on now.</source>
        <translation>它正在进行。</translation>
    </message>
    <message>
        <source>It has no complete checkpoint.</source>
        <translation>它没有完整的检查点。</translation>
    </message>
</context>
<context>
    <name>RunAlarms</name>
    <message>
        <source>{measure}, since {step}</source>
        <translation>{measure}，自{step}起</translation>
    </message>
    <message>
        <source>{measure}, at {step}; later well again</source>
        <translation>{measure}，在{step}；后来恢复正常</translation>
    </message>
</context>
<context>
    <name>RunCommands</name>
    <message>
        <source>Open a run folder</source>
        <translation>打开训练文件夹</translation>
    </message>
    <message>
        <source>{path} is no run folder: there is no run.toml in it.</source>
        <translation>{path} 不是训练文件夹：其中没有 run.toml。</translation>
    </message>
    <message>
        <source>The run had no checkpoint yet to go on from, so it begins anew.</source>
        <translation>该训练还没有可以接着训练的检查点，因此从头开始。</translation>
    </message>
    <message>
        <source>The run has no complete checkpoint yet.</source>
        <translation>这次训练还没有完整的检查点。</translation>
    </message>
    <message>
        <source>These settings are not on the form and stay as usual: {names}.</source>
        <translation>这些设置不在表单上，保持默认：{names}。</translation>
    </message>
    <message>
        <source>{name} was added to the queue on the Runs page.</source>
        <translation>{name} 已加入“训练记录”页的队列。</translation>
    </message>
</context>
<context>
    <name>RunCurvesView</name>
    <message>
        <source>Curves of the selected runs</source>
        <translation>所选训练的曲线</translation>
    </message>
    <message>
        <source>Select runs to see their curves.</source>
        <translation>选择训练以查看其曲线。</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>绘制内容</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>nats a token, or σ²</source>
        <translation>奈特/词元，或 σ²</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>留出损失</translation>
    </message>
    <message>
        <source>Held-out loss, memory reset</source>
        <translation>留出损失（记忆重置）</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>tokens a second</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Over what</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>over steps</source>
        <translation>按步数</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>over tokens</source>
        <translation>按词元</translation>
    </message>
    <message>
        <source>tokens read</source>
        <translation>已读词元</translation>
    </message>
    <message>
        <source>over time</source>
        <translation>按时间</translation>
    </message>
    <message>
        <source>seconds of training</source>
        <translation>训练秒数</translation>
    </message>
    <message>
        <source>Legend: click or press Space to show or hide</source>
        <translation>图例：单击或按空格键以显示或隐藏</translation>
    </message>
    <message>
        <source>The first %1 of %2 are drawn</source>
        <translation>绘制了 %2 条中的前 %1 条</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>隐藏</translation>
    </message>
</context>
<context>
    <name>RunDetails</name>
    <message>
        <source>Run</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>words, between commas</source>
        <translation>以逗号分隔的词</translation>
    </message>
    <message>
        <source>What was tried, and what came of it</source>
        <translation>尝试了什么，结果如何</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>%1 runs are selected. Their curves and settings are compared beside.</source>
        <translation>已选择 %1 次训练。旁边比较了它们的曲线和设置。</translation>
    </message>
    <message>
        <source>Select a run to see what it is, and several to compare them.</source>
        <translation>选择一次训练以查看详情，选择多次以进行比较。</translation>
    </message>
    <message>
        <source>The folder keeps its name: %1</source>
        <translation>文件夹保持原名：%1</translation>
    </message>
    <message>
        <source>Show that step of the training on the Memory page</source>
        <translation>在“记忆”页显示训练的这一步</translation>
    </message>
</context>
<context>
    <name>RunHeader</name>
    <message>
        <source>Try the model</source>
        <translation>试用模型</translation>
    </message>
    <message>
        <source>Branch…</source>
        <translation>分支…</translation>
    </message>
    <message>
        <source>Train another run on from here; this one is held till then</source>
        <translation>从这里训练一个分支；在它结束之前这次训练保持暂停</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>停止并保留</translation>
    </message>
    <message>
        <source>End after this step; the model so far is kept</source>
        <translation>这一步之后结束；保留目前的模型</translation>
    </message>
    <message>
        <source>Its model lies in its folder; it is not the one that is open now.</source>
        <translation>它的模型在训练文件夹里，不是现在打开的那个。</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>还没有训练</translation>
    </message>
    <message>
        <source>Choose the text and the settings, then start.</source>
        <translation>选择文本和设置，然后开始。</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>Reading the text and measuring the start.</source>
        <translation>正在读文本并测量起点。</translation>
    </message>
    <message>
        <source>All %1 steps are done</source>
        <translation>全部 %1 步已完成</translation>
    </message>
    <message>
        <source>The model is being measured and saved.</source>
        <translation>正在测量并保存模型。</translation>
    </message>
    <message>
        <source>Pausing before the next step</source>
        <translation>将在下一步之前暂停</translation>
    </message>
    <message>
        <source>Paused before the first step</source>
        <translation>在第一步之前暂停</translation>
    </message>
    <message>
        <source>Training, step %1 of %2</source>
        <translation>训练中，第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Pausing after this step</source>
        <translation>这一步之后暂停</translation>
    </message>
    <message>
        <source>Paused after step %1</source>
        <translation>在第 %1 步后暂停</translation>
    </message>
    <message>
        <source>The model is free to use: try it in Use.</source>
        <translation>模型现在可以使用：到“使用”页试试。</translation>
    </message>
    <message>
        <source>Stopping after this step</source>
        <translation>这一步之后停止</translation>
    </message>
    <message>
        <source>The model is being saved.</source>
        <translation>正在保存模型。</translation>
    </message>
    <message>
        <source>Stopped after step %1</source>
        <translation>在第 %1 步后停止</translation>
    </message>
    <message>
        <source>The best model was kept and opened.</source>
        <translation>最好的模型已保留并打开。</translation>
    </message>
    <message>
        <source>No checkpoint was written before that, so nothing of it is kept.</source>
        <translation>在此之前没有写入检查点，因此没有保存任何内容。</translation>
    </message>
    <message>
        <source>{run} is held meanwhile.</source>
        <translation>{run} 在此期间保持暂停。</translation>
    </message>
    <message>
        <source>The model was kept and opened: the best that was measured, or what came of it since.</source>
        <translation>模型已保留并打开：是测得最好的那个，或在其之后继续训练得到的。</translation>
    </message>
    <message>
        <source>Stopping before the next step</source>
        <translation>将在下一步之前停止</translation>
    </message>
    <message>
        <source>Stopped before the first step</source>
        <translation>在第一步之前停止</translation>
    </message>
    <message>
        <source>Nothing was learnt; the model is open as it was before the run.</source>
        <translation>什么也没有学到；打开的模型与训练之前相同。</translation>
    </message>
    <message>
        <source>Reading what was recorded</source>
        <translation>正在读取记录</translation>
    </message>
    <message>
        <source>What was recorded cannot be read</source>
        <translation>记录无法读取</translation>
    </message>
    <message>
        <source>Training in another program, step %1 of %2</source>
        <translation>正在另一个程序中训练，第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>It is followed here; only that program can hold or stop it.</source>
        <translation>这里跟随显示；只有那个程序能暂停或停止它。</translation>
    </message>
    <message>
        <source>Held by another program after step %1</source>
        <translation>在第 %1 步后被另一个程序暂停</translation>
    </message>
    <message>
        <source>It is followed here; only that program can let it go on.</source>
        <translation>这里跟随显示；只有那个程序能让它继续。</translation>
    </message>
    <message>
        <source>Stopped after step %1 of %2</source>
        <translation>在第 %1 步后停止，共 %2 步</translation>
    </message>
    <message>
        <source>Interrupted after step %1 of %2</source>
        <translation>在第 %1 步后中断，共 %2 步</translation>
    </message>
    <message>
        <source>Shown from its folder; its model need not be the one that is open.</source>
        <translation>从它的文件夹显示；它的模型不一定是当前打开的模型。</translation>
    </message>
    <message>
        <source>Done, %1 steps</source>
        <translation>完成，共 %1 步</translation>
    </message>
    <message>
        <source>The run could not go on</source>
        <translation>训练无法继续</translation>
    </message>
    <message>
        <source>What was done until the last checkpoint is kept.</source>
        <translation>到最近检查点为止的内容已保留。</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>什么都没有改变。</translation>
    </message>
</context>
<context>
    <name>RunNotice</name>
    <message>
        <source>MemStudio is training</source>
        <translation>MemStudio 正在训练</translation>
    </message>
    <message>
        <source>Training is done</source>
        <translation>训练已完成</translation>
    </message>
    <message>
        <source>Training has failed</source>
        <translation>训练失败</translation>
    </message>
    <message>
        <source>Step {step} of {total}</source>
        <translation>第 {step} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>Loss {loss}</source>
        <translation>损失 {loss}</translation>
    </message>
</context>
<context>
    <name>RunRegrets</name>
    <message numerus="yes">
        <source>%n run(s) moved to the trash. Bring back from there: %1</source>
        <translation>
            <numerusform>%n 次训练已移到回收站。可从此处取回：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is being trained: stop it first.</source>
        <translation>%1 正在训练：请先停止它。</translation>
    </message>
    <message>
        <source>There is no trash for %1, so nothing was deleted. Show it in files to delete it there.</source>
        <translation>%1 没有可用的回收站，因此什么都没有删除。要删除，请在文件管理器中显示它并在那里删除。</translation>
    </message>
    <message>
        <source>The runs of {folder} are no longer listed; they stay where they are.</source>
        <translation>{folder} 中的训练不再列出；它们仍在原处。</translation>
    </message>
    <message>
        <source>the notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Taken from the run {run}: {what}.</source>
        <translation>已从训练 {run} 移除：{what}。</translation>
    </message>
</context>
<context>
    <name>RunTable</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>警报</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练部分</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Loss before</source>
        <translation>训练前损失</translation>
    </message>
    <message>
        <source>Loss after</source>
        <translation>训练后损失</translation>
    </message>
    <message>
        <source>Memory reset</source>
        <translation>记忆重置</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Held-out loss before the first step, in nats a token</source>
        <translation>第一步之前的留出损失，单位为每词元奈特</translation>
    </message>
    <message>
        <source>Held-out loss as last measured, or of the model that was kept</source>
        <translation>最近一次测得的留出损失，或所保留模型的留出损失</translation>
    </message>
    <message>
        <source>Held-out loss with the memory reset before each segment</source>
        <translation>每段之前重置记忆时的留出损失</translation>
    </message>
    <message>
        <source>Which weights change</source>
        <translation>哪些权重会改变</translation>
    </message>
    <message>
        <source>Measures of the memory&apos;s health that went beyond their limits</source>
        <translation>超出界限的记忆健康指标</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>adapters</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>RunTableView</name>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
</context>
<context>
    <name>RunWords</name>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>pausing</source>
        <translation>正在暂停</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>中断</translation>
    </message>
</context>
<context>
    <name>RunsHeader</name>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>Search the runs</source>
        <translation>搜索训练记录</translation>
    </message>
    <message>
        <source>Runs in which state</source>
        <translation>哪种状态的训练</translation>
    </message>
    <message>
        <source>all states</source>
        <translation>所有状态</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Which folders are listed</source>
        <translation>列出哪些文件夹</translation>
    </message>
    <message>
        <source>Words, or lr&gt;1e-3</source>
        <translation>词语，或 lr&gt;1e-3</translation>
    </message>
    <message>
        <source>Words of the name, model, data, memory, tags or notes; and what a run is or was set to, such as memory:rmt, tag:good, loss&lt;2.5, learning_rate&gt;=1e-4, seed=3</source>
        <translation>名称、模型、数据、记忆、标签或备注中的词语；也可以是训练的状况或设置，例如 memory:rmt、tag:good、loss&lt;2.5、learning_rate&gt;=1e-4、seed=3</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>再次训练</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Branch, rename, copy, show in files</source>
        <translation>分支、重命名、复制、在文件管理器中显示</translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln 次训练</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 次中的 %1 次</translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation>已选 %1 次</translation>
    </message>
    <message>
        <source>Your runs: %1</source>
        <translation>你的训练：%1</translation>
    </message>
    <message>
        <source>Leave out %1</source>
        <translation>不再列出 %1</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
</context>
<context>
    <name>RunsPane</name>
    <message>
        <source>Go to Train</source>
        <translation>前往训练页</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>还没有训练</translation>
    </message>
    <message>
        <source>Every training is listed here as soon as it begins: set one up on the Train page. Runs that lie elsewhere, on the disk of a server for instance, are listed when their folder is added.</source>
        <translation>每次训练一开始就会列在这里：请在训练页设置一次训练。位于别处（例如服务器磁盘上）的训练，添加其文件夹后即会列出。</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>显示所有训练</translation>
    </message>
    <message>
        <source>No run matches</source>
        <translation>没有匹配的训练</translation>
    </message>
    <message>
        <source>Every word has to be in the name, model, data, memory, tags or notes; memory:rmt, tag:good, loss&lt;2.5 or learning_rate&gt;=1e-4 ask for what a run is or was set to.</source>
        <translation>每个词语都必须出现在名称、模型、数据、记忆、标签或备注中；memory:rmt、tag:good、loss&lt;2.5 或 learning_rate&gt;=1e-4 按训练的状况或设置来查找。</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>{run}, step {step}</source>
        <translation>{run}，第 {step} 步</translation>
    </message>
    <message>
        <source>List the runs of a folder</source>
        <translation>列出某个文件夹中的训练</translation>
    </message>
</context>
<context>
    <name>SavePlace</name>
    <message>
        <source>A name has none of these: &lt; &gt; : &quot; / \ | ? *</source>
        <translation>名称不能含有这些字符：&lt; &gt; : &quot; / \ | ? *</translation>
    </message>
    <message>
        <source>A name neither begins nor ends with a dot.</source>
        <translation>名称不能以点开头或结尾。</translation>
    </message>
    <message>
        <source>Windows keeps this name for itself. Take another.</source>
        <translation>Windows 保留了这个名称。请换一个。</translation>
    </message>
    <message>
        <source>This name is too long.</source>
        <translation>名称太长。</translation>
    </message>
    <message>
        <source>There is something of this name already. Take another name.</source>
        <translation>已有同名的文件或文件夹。请换一个名称。</translation>
    </message>
    <message>
        <source>Give the whole path of a folder.</source>
        <translation>请给出文件夹的完整路径。</translation>
    </message>
    <message>
        <source>%1 is not a folder.</source>
        <translation>%1 不是文件夹。</translation>
    </message>
    <message>
        <source>You may not write to %1.</source>
        <translation>没有写入 %1 的权限。</translation>
    </message>
</context>
<context>
    <name>ScaleLegend</name>
    <message>
        <source>Share of the row&apos;s attention; colours go by its logarithm</source>
        <translation>占本行注意力的比例；颜色按其对数</translation>
    </message>
    <message>
        <source>Share of the row&apos;s attention</source>
        <translation>占本行注意力的比例</translation>
    </message>
    <message>
        <source>Share of the row&apos;s largest weight</source>
        <translation>占本行最大权重的比例</translation>
    </message>
</context>
<context>
    <name>SearchPane</name>
    <message>
        <source>Look for…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Let the model look again</source>
        <translation>让模型再看一遍</translation>
    </message>
    <message>
        <source>The open model reads the best results after your query, with its memory of past queries. It helps with a model that was trained on queries and documents.</source>
        <translation>打开的模型会带着对过去查询的记忆，在你的查询之后阅读最好的结果。用查询和文档训练过的模型才有帮助。</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Add documents…</source>
        <translation>添加文档…</translation>
    </message>
    <message>
        <source>Search your own documents</source>
        <translation>搜索你自己的文档</translation>
    </message>
    <message>
        <source>Drop files here, or add them. They are cut into passages, which are found by words, and by meaning once a sentence encoder is named. What you asked and chose is remembered, and helps the next search.</source>
        <translation>把文件拖到这里，或者添加它们。文件会切成段落，按词语查找；指定句子编码器后也按含义查找。你问过和选过的会被记住，帮助下一次搜索。</translation>
    </message>
    <message>
        <source>What do you look for?</source>
        <translation>你在找什么？</translation>
    </message>
    <message>
        <source>Write it above, in a few words. Mark what you looked for, so that it is found sooner the next time.</source>
        <translation>在上面用几个词写下来。标出你要找的内容，下次就能更快找到。</translation>
    </message>
    <message>
        <source>Asked before</source>
        <translation>以前问过</translation>
    </message>
    <message>
        <source>Queries stay between sessions. Click one to ask it again.</source>
        <translation>查询会在会话之间保留。点击一条即可再问一次。</translation>
    </message>
    <message>
        <source>{count} of {all} passages</source>
        <translation>{all} 个段落中的 {count} 个</translation>
    </message>
    <message>
        <source>vectors by {model}</source>
        <translation>向量来自 {model}</translation>
    </message>
    <message>
        <source>asked before: {queries}</source>
        <translation>以前问过：{queries}</translation>
    </message>
    <message>
        <source>Nothing shares a word with this.</source>
        <translation>没有内容与此有相同的词。</translation>
    </message>
    <message>
        <source>✓ remembered</source>
        <translation>✓ 已记住</translation>
    </message>
    <message>
        <source>This is what I looked for</source>
        <translation>这就是我要找的</translation>
    </message>
</context>
<context>
    <name>SeriesView</name>
    <message>
        <source>Recall by distance</source>
        <translation>按距离的召回率</translation>
    </message>
    <message>
        <source>Some of the probes</source>
        <translation>部分探针</translation>
    </message>
</context>
<context>
    <name>SessionBar</name>
    <message>
        <source>New session</source>
        <translation>新会话</translation>
    </message>
    <message>
        <source>Begin with an empty memory; this session is kept</source>
        <translation>从空的记忆开始；当前会话会保留</translation>
    </message>
    <message>
        <source>Read a document…</source>
        <translation>读取文档…</translation>
    </message>
    <message>
        <source>Its text goes into the memory, and can be asked about</source>
        <translation>其文字进入记忆，之后可以就此提问</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Sessions: what was said, kept with the memory of it</source>
        <translation>会话：说过的内容，连同对它的记忆一起保存</translation>
    </message>
    <message>
        <source>Session: %1</source>
        <translation>会话：%1</translation>
    </message>
    <message>
        <source>Go on with</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>No other session was kept yet</source>
        <translation>还没有保存其他会话</translation>
    </message>
    <message>
        <source>A session cannot be read</source>
        <translation>有一个会话无法读取</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>建立分支</translation>
    </message>
    <message>
        <source>Merge another session into this one</source>
        <translation>把另一个会话合并到这个会话</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message numerus="yes">
        <source>%n turn(s)</source>
        <translation>
            <numerusform>%n 轮</numerusform>
        </translation>
    </message>
    <message>
        <source>{turns}, held with {model}</source>
        <translation>{turns}，与 {model} 进行</translation>
    </message>
</context>
<context>
    <name>SessionNameDialog</name>
    <message>
        <source>There is a session of that name already.</source>
        <translation>已有同名的会话。</translation>
    </message>
</context>
<context>
    <name>SettingChoices</name>
    <message>
        <source>go on with a text</source>
        <translation>续写文本</translation>
    </message>
    <message>
        <source>fill in what was hidden</source>
        <translation>填补被遮盖的内容</translation>
    </message>
    <message>
        <source>say the number of a text</source>
        <translation>给出文本的数值</translation>
    </message>
    <message>
        <source>say the labels of a text</source>
        <translation>说出文本的标签</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>with the root of the steps</source>
        <translation>按步数平方根</translation>
    </message>
    <message>
        <source>polynomial</source>
        <translation>多项式</translation>
    </message>
    <message>
        <source>cosine, again and again</source>
        <translation>余弦（重启）</translation>
    </message>
    <message>
        <source>AdamW in 8 bits (GPU)</source>
        <translation>8 位 AdamW（GPU）</translation>
    </message>
    <message>
        <source>SGD with momentum</source>
        <translation>带动量的 SGD</translation>
    </message>
    <message>
        <source>single (float32)</source>
        <translation>单精度（float32）</translation>
    </message>
    <message>
        <source>fp16 (GPU)</source>
        <translation>fp16（GPU）</translation>
    </message>
    <message>
        <source>rsLoRA (rank-stabilised)</source>
        <translation>rsLoRA（秩稳定）</translation>
    </message>
    <message>
        <source>DoRA (lengths apart)</source>
        <translation>DoRA（长度分开）</translation>
    </message>
</context>
<context>
    <name>SettingReasons</name>
    <message>
        <source>It counts where everything is trained.</source>
        <translation>只在训练全部权重时起作用。</translation>
    </message>
    <message>
        <source>There is no memory.</source>
        <translation>没有记忆。</translation>
    </message>
    <message>
        <source>It counts for SGD with momentum.</source>
        <translation>只对带动量的 SGD 起作用。</translation>
    </message>
    <message>
        <source>It counts where held-out text is read during the run.</source>
        <translation>只有在训练期间读取留出文本时它才起作用。</translation>
    </message>
    <message>
        <source>Samples cannot both grow and be packed.</source>
        <translation>样本不能既逐步增长又打包。</translation>
    </message>
    <message>
        <source>Texts with a number or labels are read to their end from the first step on.</source>
        <translation>带数字或标签的文本从第一步起就读到结尾。</translation>
    </message>
    <message>
        <source>Numbers and labels are said by a head, not written.</source>
        <translation>数字和标签由输出头说出，而不是写出来的。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Look</source>
        <translation>外观(&amp;L)</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>语言(&amp;A)</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>&amp;Device at start</source>
        <translation>启动时的设备(&amp;D)</translation>
    </message>
    <message>
        <source>Runs are kept in</source>
        <translation>训练保存在</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Hugging Face 缓存</translation>
    </message>
    <message>
        <source>Texts made ready</source>
        <translation>已备好的文本</translation>
    </message>
    <message>
        <source>Settings are kept in</source>
        <translation>设置保存在</translation>
    </message>
    <message>
        <source>HF_HOME and HF_HUB_CACHE move the Hugging Face cache; MEMSTUDIO_HOME moves all of MemStudio&apos;s own folders (now {path}).</source>
        <translation>HF_HOME 和 HF_HUB_CACHE 可移动 Hugging Face 缓存；MEMSTUDIO_HOME 可移动 MemStudio 自己的所有文件夹（现在是 {path}）。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SettingsForm</name>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>槽数</translation>
    </message>
    <message>
        <source>Only the memory</source>
        <translation>只训练记忆</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>更多设置</translation>
    </message>
    <message>
        <source>Validate every</source>
        <translation>验证间隔</translation>
    </message>
    <message>
        <source>Segment length</source>
        <translation>片段长度</translation>
    </message>
    <message>
        <source>What is learnt</source>
        <translation>学习什么</translation>
    </message>
    <message>
        <source>What is trained</source>
        <translation>训练什么</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>秩</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>丢弃率</translation>
    </message>
    <message>
        <source>Adapter learning rate</source>
        <translation>适配器学习率</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>all segments</source>
        <translation>所有片段</translation>
    </message>
    <message>
        <source>Memory learning rate</source>
        <translation>记忆学习率</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Segments per sample</source>
        <translation>每个样本的片段数</translation>
    </message>
    <message>
        <source>BPTT depth</source>
        <translation>BPTT 深度</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Measuring and saving</source>
        <translation>测量与保存</translation>
    </message>
    <message>
        <source>at the ends</source>
        <translation>只在首尾</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>“%1” has to be a number.</source>
        <translation>“%1”必须是数字。</translation>
    </message>
    <message>
        <source>This model sees at most %1 tokens at once.</source>
        <translation>这个模型一次最多看 %1 个词元。</translation>
    </message>
    <message>
        <source>The open model has this memory, and keeps it.</source>
        <translation>打开的模型带有这种记忆，并保持不变。</translation>
    </message>
    <message>
        <source>%1 slots</source>
        <translation>%1 个槽</translation>
    </message>
    <message>
        <source>segments of %1 tokens</source>
        <translation>每片段 %1 个词元</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 个参数</translation>
    </message>
    <message>
        <source>and the new memory</source>
        <translation>以及新的记忆</translation>
    </message>
    <message>
        <source>the model stays as it is</source>
        <translation>模型保持不变</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Trace the probe every</source>
        <translation>探针记录间隔</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>On the lanes of the Memory page</source>
        <translation>在记忆页的轨道上</translation>
    </message>
    <message>
        <source>Zoom; show the whole text</source>
        <translation>缩放；显示全部文本</translation>
    </message>
    <message>
        <source>Move along the text</source>
        <translation>沿文本移动</translation>
    </message>
    <message>
        <source>Select a slot</source>
        <translation>选择槽</translation>
    </message>
    <message>
        <source>Select a segment, or a word</source>
        <translation>选择片段或词</translation>
    </message>
    <message>
        <source>Zoom to the selected segment</source>
        <translation>放大到所选片段</translation>
    </message>
    <message>
        <source>Next, previous place worth a look</source>
        <translation>下一个、上一个值得看的位置</translation>
    </message>
</context>
<context>
    <name>SightPopover</name>
    <message>
        <source>Copy what is said here</source>
        <translation>复制这里的文字</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>More in the guide</source>
        <translation>在指南中了解更多</translation>
    </message>
</context>
<context>
    <name>Sights</name>
    <message>
        <source>A document as the memory met it</source>
        <translation>记忆所读到的文档</translation>
    </message>
    <message>
        <source>Nothing has been read yet.</source>
        <translation>还没有读过任何内容。</translation>
    </message>
    <message>
        <source>Open the demo, or let the open model read a text: each lane then shows, from the first word to the last, what a segment did to each slot of the memory.</source>
        <translation>打开演示，或让打开的模型读一段文本：每个条带会从第一个词到最后一个词显示每个片段对记忆的每个槽做了什么。</translation>
    </message>
    <message>
        <source>All lanes share one axis, the document. A row is a slot; the brighter a cell, the more of what the lane&apos;s caption names. Click a cell or a word: the other views follow, and the inspector says it in full.</source>
        <translation>所有条带共用一条轴，即文档。一行是一个槽；格子越亮，条带标题所说的量越大。点击一格或一个词：其他视图会跟随，检查器给出全部内容。</translation>
    </message>
    <message>
        <source>Attention is not proof. Select a slot and press A to take out what it holds from there on: the lane of changes then shows what each later word lost by it. E explains a selected word.</source>
        <translation>注意力不是证据。选中一个槽并按 A，从那里起去掉它所保存的内容：改动条带会显示后面每个词因此失去了什么。按 E 解释所选的词。</translation>
    </message>
    <message>
        <source>{tokens} tokens of {name} in {segments} segments, read by {model}, which has no memory: each segment was read by itself.</source>
        <translation>{model} 没有记忆，把 {name} 的 {tokens} 个词元分成 {segments} 个片段，逐段单独读取。</translation>
    </message>
    <message>
        <source>{slots} slots over {segments} segments of {name} ({tokens} tokens), read by {model}.</source>
        <translation>{model} 读了 {name}（{tokens} 个词元）：{slots} 个槽，{segments} 个片段。</translation>
    </message>
    <message>
        <source>Slot {slot} changed most at segment {segment}, by {size} of its length.</source>
        <translation>槽 {slot} 在片段 {segment} 变化最大，为其长度的 {size}。</translation>
    </message>
    <message>
        <source>After the first segment, slot {slot} changed most at segment {segment}, by {size} of its length.</source>
        <translation>第一个片段之后，槽 {slot} 在片段 {segment} 变化最大，为其长度的 {size}。</translation>
    </message>
    <message>
        <source>There it looked most at {words} ({share} of its attention together).</source>
        <translation>在那里它最关注的是{words}（合计占其注意力的 {share}）。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Selected: slot {slot} at segment {segment}, which changed it by {size}.</source>
        <translation>已选中：槽 {slot}，片段 {segment}，该片段使它变化了 {size}。</translation>
    </message>
    <message>
        <source>The selected word “{word}” cost {loss} nats.</source>
        <translation>所选的词“{word}”的损失为 {loss} 奈特。</translation>
    </message>
    <message>
        <source>The memory made it {gain} nats likelier.</source>
        <translation>记忆使它的可能性提高了 {gain} 奈特。</translation>
    </message>
    <message>
        <source>The memory made it {gain} nats less likely.</source>
        <translation>记忆使它的可能性降低了 {gain} 奈特。</translation>
    </message>
    <message>
        <source>The memory over a training</source>
        <translation>训练过程中的记忆</translation>
    </message>
    <message>
        <source>Each chart is one measure over the steps; the shaded side of its limit is where something is wrong. Below, a row is a slot and a column a step at which the probe was read.</source>
        <translation>每个图是一项指标随步数的变化；界限有阴影的一侧表示有问题。下面，一行是一个槽，一列是读探针的一步。</translation>
    </message>
    <message>
        <source>Click a step to see its probe in full on the Document tab, where slots can be taken out to see what they are worth.</source>
        <translation>点击一步，可在“文档”标签页完整查看它的探针，在那里可以去掉槽，看看它们值多少。</translation>
    </message>
    <message>
        <source>Nothing was measured of a run yet: start one, or open one from the Runs page.</source>
        <translation>还没有测量过训练：开始一次，或从“训练记录”页打开一次。</translation>
    </message>
    <message>
        <source>The memory was looked at {number} times, last at {step}.</source>
        <translation>查看过 {number} 次记忆，最近一次在{step}。</translation>
    </message>
    <message>
        <source>Then: {values}.</source>
        <translation>当时：{values}。</translation>
    </message>
    <message>
        <source>No measure was beyond its limit.</source>
        <translation>没有指标超出界限。</translation>
    </message>
    <message>
        <source>Nothing is compared yet: choose A and B above, two probes of a run or two traces.</source>
        <translation>还没有比较：在上面选择 A 和 B，可以是一次训练的两个探针或两条轨迹。</translation>
    </message>
    <message>
        <source>Two traces beside each other</source>
        <translation>并排的两条轨迹</translation>
    </message>
    <message>
        <source>Above is A, in the middle B, at the bottom B less A: on the signed scale the middle hue is no difference. Point at a place for its numbers.</source>
        <translation>上面是 A，中间是 B，下面是 B 减 A：在带符号的色标上，中间的颜色表示没有差别。把鼠标指向某处可看到数值。</translation>
    </message>
    <message>
        <source>Whether a difference matters is measured on the tab “Does it help?”, or by the same question before and after on the Use page.</source>
        <translation>差别是否重要，在“有帮助吗？”标签页测量，或在“使用”页前后问同一个问题。</translation>
    </message>
    <message>
        <source>No attention was read yet.</source>
        <translation>还没有读取注意力。</translation>
    </message>
    <message>
        <source>{layers} layers of {heads} heads, as {model} read {tokens} tokens of {name}.</source>
        <translation>{model} 读 {name} 的 {tokens} 个词元时，{layers} 层、每层 {heads} 个头的注意力。</translation>
    </message>
    <message>
        <source>The attention of every head</source>
        <translation>每个头的注意力</translation>
    </message>
    <message>
        <source>Each small picture is one head: a row is a word that looks, a column a word or slot that it looks at; bright is much. Click one to look into it.</source>
        <translation>每个小图是一个头：一行是在看的词，一列是被看的词或槽；越亮越多。点击一个即可细看。</translation>
    </message>
    <message>
        <source>Where a head looks is not what the model used: on the Document tab, take a slot out and see what the words after it lose.</source>
        <translation>头看向哪里不等于模型用了什么：在“文档”标签页去掉一个槽，看看后面的词失去什么。</translation>
    </message>
    <message>
        <source>Nothing was measured yet: choose a text above and let it be found out.</source>
        <translation>还没有测量：在上面选择一个文本并开始测量。</translation>
    </message>
    <message>
        <source>What the memory gives</source>
        <translation>记忆的作用</translation>
    </message>
    <message>
        <source>The same text is read with the memory and with controls: without it, with it reset, with that of another text. The further apart they stand, the more comes from what is remembered; the bars are 95% intervals.</source>
        <translation>同一文本分别带记忆和带对照来读：不带记忆、重置记忆、用另一文本的记忆。相差越大，来自所记内容的就越多；误差线是 95% 区间。</translation>
    </message>
    <message>
        <source>This is the measurement itself: it is repeated by its command, which the export holds.</source>
        <translation>这就是测量本身：可以用它的命令重复，导出中有该命令。</translation>
    </message>
    <message>
        <source>{models} models, {datasets} datasets, {runs} runs and {states} memory states are known.</source>
        <translation>已知 {models} 个模型、{datasets} 个数据集、{runs} 次训练和 {states} 个记忆状态。</translation>
    </message>
    <message>
        <source>The library</source>
        <translation>资料库</translation>
    </message>
    <message>
        <source>A double click, or Enter, opens what is listed; the right button says what else can be done with it. A row can be dragged out, as its file or folder.</source>
        <translation>双击或按回车打开所列的条目；右键给出还能做的事。一行可以作为文件或文件夹拖出去。</translation>
    </message>
    <message>
        <source>{messages} messages since the start, {failures} of them failures.</source>
        <translation>启动以来有 {messages} 条消息，其中 {failures} 条是失败。</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>The latest stands first. They can be copied into a report; the log folder, in the Help menu, holds the details.</source>
        <translation>最新的排在最前。可以复制到报告中；“帮助”菜单里的日志文件夹有详细内容。</translation>
    </message>
    <message>
        <source>What is selected, in full</source>
        <translation>所选内容的全部细节</translation>
    </message>
    <message>
        <source>Of a slot: its nearest words, what wrote it, what read it, and how it moved. Of a word: its loss, what it read, and what the memory gave it. Sections fold; links lead on.</source>
        <translation>槽：最接近的词、什么写入了它、什么读取了它，以及它如何移动。词：它的损失、它读取了什么，以及记忆给了它什么。各节可以折叠；链接通向相关内容。</translation>
    </message>
    <message>
        <source>Nearest words are a projection, not the content: take the slot out (A) and see which words suffer.</source>
        <translation>最接近的词只是投影，不是内容本身：去掉这个槽（A），看看哪些词受影响。</translation>
    </message>
    <message>
        <source>Segment {segment} (0–{last}) of {name}.</source>
        <translation>{name} 的片段 {segment}（0–{last}）。</translation>
    </message>
    <message>
        <source>The probe of the run was read at {number} steps, up to step {step}.</source>
        <translation>训练的探针在 {number} 步上读过，直到第 {step} 步。</translation>
    </message>
    <message>
        <source>The two axes of time</source>
        <translation>两条时间轴</translation>
    </message>
    <message>
        <source>The upper slider goes along the document, segment by segment; the lower one along the training, probe by probe. The list leads to the places that are worth a look.</source>
        <translation>上面的滑块沿文档逐个片段移动；下面的沿训练逐个探针移动。列表通向值得一看的地方。</translation>
    </message>
    <message>
        <source>{changes} changes to the memory are listed, {active} of them count now.</source>
        <translation>列出了 {changes} 项对记忆的改动，其中 {active} 项现在生效。</translation>
    </message>
    <message>
        <source>{links} links lead to the word that is explained.</source>
        <translation>有 {links} 条联系通向正在解释的词。</translation>
    </message>
    <message>
        <source>Changes to the memory, and their effects</source>
        <translation>对记忆的改动及其效果</translation>
    </message>
    <message>
        <source>A change is made to the state before a segment; the text is then read on, and each later word&apos;s probability compared with what it was. Nats above 0 are likelier, below less likely.</source>
        <translation>改动作用于某个片段之前的状态；然后继续读文本，把后面每个词的概率与原来的相比。大于 0 奈特表示更可能，小于 0 表示更不可能。</translation>
    </message>
    <message>
        <source>This is the check: what attention suggests is true only as far as an effect is measured here. {keys} takes a change back.</source>
        <translation>这就是检验：注意力所提示的，只有在这里测到效果才算数。{keys} 撤销改动。</translation>
    </message>
    <message>
        <source>{turns} turns were said in this session.</source>
        <translation>这个会话中说了 {turns} 轮。</translation>
    </message>
    <message>
        <source>A conversation, and what is remembered of it</source>
        <translation>一段对话，以及记住了其中的什么</translation>
    </message>
    <message>
        <source>Ask the same again after the memory is reset, or let it forget one name: that measures whether the answer came from the memory.</source>
        <translation>重置记忆后再问同样的问题，或让它忘掉一个名字：这样就能测出回答是否来自记忆。</translation>
    </message>
    <message>
        <source>{segments} segments are in the memory, and {pending} tokens wait for the next write.</source>
        <translation>记忆中有 {segments} 个片段，另有 {pending} 个词元等待下一次写入。</translation>
    </message>
    <message>
        <source>Nearest to what it holds: {words}.</source>
        <translation>与它所保存的最接近的词：{words}。</translation>
    </message>
    <message>
        <source>No collection is chosen yet: make one and add documents.</source>
        <translation>还没有选择文集：新建一个并添加文档。</translation>
    </message>
    <message>
        <source>The collection {name} holds {documents} documents in {passages} passages; {queries} questions were asked of it before.</source>
        <translation>文集 {name} 有 {documents} 篇文档，共 {passages} 个段落；之前向它提过 {queries} 个问题。</translation>
    </message>
    <message>
        <source>Passages found in a collection</source>
        <translation>在文集中找到的段落</translation>
    </message>
    <message>
        <source>The best passage stands first; its score says how near it is to the query, by its words or by the vectors of a model. What was asked is kept, and found again.</source>
        <translation>最好的段落排在最前；得分表示它与查询有多接近，按词或按模型的向量计算。问过的会保留，并能再次找到。</translation>
    </message>
    <message>
        <source>Each passage is shown whole, so judge for yourself whether it says what was asked; memstudio collection measure counts how often the wanted one is found.</source>
        <translation>每个段落都完整显示，请自行判断它是否说到了所问的内容；memstudio collection measure 统计想要的段落有多常被找到。</translation>
    </message>
    <message>
        <source>Each answer shows its sources: read them. Let it read none and ask again: what it says then comes from the memory alone.</source>
        <translation>每个回答都显示其来源：读一读。让它一个也不读，再问一次：那时的回答只来自记忆。</translation>
    </message>
    <message>
        <source>Answers with their sources</source>
        <translation>带来源的回答</translation>
    </message>
    <message>
        <source>What the model wrote is tinted. At the right each row is a slot: the words nearest to what it holds, and how much the last turn that wrote changed it.</source>
        <translation>模型写的内容带底色。右边每一行是一个槽：与它所保存的最接近的词，以及最近一次有写入的那一轮使它变化了多少。</translation>
    </message>
    <message>
        <source>The last turn that wrote changed slot {slot} most, by {size}.</source>
        <translation>最近一次有写入的那一轮使槽 {slot} 变化最大，为 {size}。</translation>
    </message>
    <message>
        <source>The passages that were found are read into the memory, then the question is asked. Below the confidence that you set, the answer is “I don&apos;t know”.</source>
        <translation>找到的段落先读入记忆，然后提问。低于你设定的置信度时，回答是“我不知道”。</translation>
    </message>
    <message>
        <source>{user} touched {touched} items; {offered} candidates are offered.</source>
        <translation>{user} 接触过 {touched} 个条目；提供了 {offered} 个候选。</translation>
    </message>
    <message>
        <source>No user is chosen yet.</source>
        <translation>还没有选择用户。</translation>
    </message>
    <message>
        <source>{number} candidates are ranked.</source>
        <translation>已对 {number} 个候选排序。</translation>
    </message>
    <message>
        <source>What a user may like</source>
        <translation>用户可能喜欢什么</translation>
    </message>
    <message>
        <source>What the user touched is read into a memory of its own; the candidates are ranked by the interest that the model predicts from it.</source>
        <translation>用户接触过的内容读入其专有的记忆；候选按模型据此预测的兴趣排序。</translation>
    </message>
    <message>
        <source>Click a ranked candidate: each touched item is blanked out in turn, to measure what that does to its interest.</source>
        <translation>点击一个已排序的候选：依次遮去每个接触过的条目，测量这对其兴趣的影响。</translation>
    </message>
    <message>
        <source>The way through MemStudio</source>
        <translation>MemStudio 的使用路线</translation>
    </message>
    <message>
        <source>The four cards are the way: a model, a text, a training, its memory. The coloured button is the next step; the cards below fill in everything for one task.</source>
        <translation>四张卡片就是路线：模型、文本、训练、记忆。有颜色的按钮是下一步；下面的卡片会为一个任务填好一切。</translation>
    </message>
    <message>
        <source>The demo needs nothing else: open it, look at its memory, take a slot out, and see its answer change.</source>
        <translation>演示不需要别的：打开它，看看它的记忆，去掉一个槽，看回答如何改变。</translation>
    </message>
    <message>
        <source>A training: what is set, and how it goes</source>
        <translation>一次训练：设了什么，进展如何</translation>
    </message>
    <message>
        <source>At the left is what the run is made of; at the right the loss falls as the model learns. Two curves are of the same held-out text, one with the memory reset before each segment: the gap between them is what the memory gives.</source>
        <translation>左边是训练由什么构成；右边是模型学习时损失的下降。有两条曲线来自同一段留出的文本，其中一条在每个片段之前重置记忆：两者之差就是记忆的作用。</translation>
    </message>
    <message>
        <source>Hold the run and ask the model on the Use page, or look at its probe on the Memory page; “Does it help?” measures it when it is done.</source>
        <translation>可以暂停训练，在“使用”页向模型提问，或在“记忆”页看它的探针；完成后用“有帮助吗？”测量。</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
    <message>
        <source>{model} is open; it has no memory yet.</source>
        <translation>已打开 {model}；它还没有记忆。</translation>
    </message>
    <message>
        <source>{model} is open, with a memory of {slots} slots ({kind}).</source>
        <translation>已打开 {model}，其记忆有 {slots} 个槽（{kind}）。</translation>
    </message>
    <message>
        <source>There is no text to learn from yet.</source>
        <translation>还没有可供学习的文本。</translation>
    </message>
    <message>
        <source>The dataset is {name}: {files} file(s), {characters} characters.</source>
        <translation>数据集是 {name}：{files} 个文件，{characters} 个字符。</translation>
    </message>
    <message>
        <source>The dataset is {name}: {files} file(s), {tokens} tokens.</source>
        <translation>数据集是 {name}：{files} 个文件，{tokens} 个词元。</translation>
    </message>
    <message>
        <source>No run is on show.</source>
        <translation>没有显示任何训练。</translation>
    </message>
    <message>
        <source>The run {run} is on, at step {step} of {total}.</source>
        <translation>训练 {run} 正在进行，第 {step} 步，共 {total} 步。</translation>
    </message>
    <message>
        <source>The run {run} is held at step {step} of {total}.</source>
        <translation>训练 {run} 暂停在第 {step} 步，共 {total} 步。</translation>
    </message>
    <message>
        <source>The run {run} is complete, with {step} steps.</source>
        <translation>训练 {run} 已完成，共 {step} 步。</translation>
    </message>
    <message>
        <source>The run {run} stands at step {step} of {total}.</source>
        <translation>训练 {run} 停在第 {step} 步，共 {total} 步。</translation>
    </message>
    <message>
        <source>Its last loss was {loss}.</source>
        <translation>最近的损失是 {loss}。</translation>
    </message>
    <message>
        <source>Nothing was measured of a model yet.</source>
        <translation>还没有测量过模型。</translation>
    </message>
    <message>
        <source>{number} measurements are kept; the latest is of {model}.</source>
        <translation>保留了 {number} 次测量；最近一次是 {model} 的。</translation>
    </message>
    <message>
        <source>What the open model can do</source>
        <translation>打开的模型能做什么</translation>
    </message>
    <message>
        <source>Each row is a figure: with the memory, with the memory reset before each segment, and of the baseline. Beneath a value stands where it lies with 95% certainty.</source>
        <translation>每一行是一个数值：带记忆的、每个片段前重置记忆的，以及基线的。数值下面是 95% 置信的范围。</translation>
    </message>
    <message>
        <source>The column with the memory reset is the intervention: where it is no worse, the figure does not come from the memory.</source>
        <translation>重置记忆的那一列就是干预：如果它并不更差，这个数值就不是来自记忆。</translation>
    </message>
    <message>
        <source>No benchmark of your own was run yet: what is shown came with MemStudio.</source>
        <translation>你还没有运行过自己的基准测试：这里显示的是 MemStudio 自带的结果。</translation>
    </message>
    <message>
        <source>Your own results: {trials} trials of {kinds} memories on {tasks} tasks.</source>
        <translation>你自己的结果：{kinds} 种记忆在 {tasks} 个任务上的 {trials} 次试验。</translation>
    </message>
    <message>
        <source>Of the benchmark at hand {done} of {total} trials are done.</source>
        <translation>当前的基准测试已完成 {total} 次试验中的 {done} 次。</translation>
    </message>
    <message>
        <source>Memories compared on tasks</source>
        <translation>在任务上比较各种记忆</translation>
    </message>
    <message>
        <source>A row is a memory, a column a task, a cell the share of right answers; the more it is above guessing, the stronger its colour. Click a cell for its seeds and its controls.</source>
        <translation>一行是一种记忆，一列是一个任务，一格是答对的比例；越是高于乱猜，颜色越深。点击一格查看它的各个种子和对照。</translation>
    </message>
    <message>
        <source>The controls of a cell, such as the memory reset, say whether the task needs a memory at all.</source>
        <translation>一格的对照（例如重置记忆）说明这个任务究竟是否需要记忆。</translation>
    </message>
    <message>
        <source>{runs} runs are known, {shown} of them listed; {chosen} selected.</source>
        <translation>已知 {runs} 次训练，列出其中 {shown} 次；选中 {chosen} 次。</translation>
    </message>
    <message>
        <source>{run}: step {step} of {total}.</source>
        <translation>{run}：第 {step} 步，共 {total} 步。</translation>
    </message>
    <message>
        <source>All runs, and what sets them apart</source>
        <translation>所有训练，以及它们的不同之处</translation>
    </message>
    <message>
        <source>Each row is a training. Those that are selected are drawn together below, each in its own colour, and the settings in which they differ stand on the other tab.</source>
        <translation>每一行是一次训练。选中的会在下面画在一起，各用一种颜色；它们不同的设置在另一个标签页。</translation>
    </message>
    <message>
        <source>To see whether one setting made the difference, duplicate a run, change that setting alone, and train it with the same seed.</source>
        <translation>要知道差别是否由某个设置造成，复制一次训练，只改这个设置，并用同样的种子训练。</translation>
    </message>
    <message>
        <source>No text has come yet.</source>
        <translation>还没有文本到来。</translation>
    </message>
    <message>
        <source>{texts} texts came; {alerts} alerts were raised.</source>
        <translation>来了 {texts} 条文本；发出了 {alerts} 次警报。</translation>
    </message>
    <message>
        <source>Of the last {texts} texts {negative} are negative ({share}); of the {before} before them, {negative_before}. By chance alone so many or more would come with probability {p}.</source>
        <translation>最近 {texts} 条文本中有 {negative} 条是负面的（{share}）；在此之前的 {before} 条中有 {negative_before} 条。仅凭偶然出现这么多或更多的概率是 {p}。</translation>
    </message>
    <message>
        <source>Texts as they arrive</source>
        <translation>陆续到来的文本</translation>
    </message>
    <message>
        <source>Above, the texts by topic over time; below, the share of negatives in the window of the rule, with its threshold as a line.</source>
        <translation>上面是按主题随时间到来的文本；下面是规则窗口内负面文本的比例，阈值画成一条线。</translation>
    </message>
    <message>
        <source>Select a text to read it and to judge its label; the rule and its threshold can be changed while texts come.</source>
        <translation>选中一条文本来阅读并判断它的标签；文本到来时也可以修改规则及其阈值。</translation>
    </message>
</context>
<context>
    <name>SlotContentsModel</name>
    <message>
        <source>Slot</source>
        <translation>槽</translation>
    </message>
    <message>
        <source>Nearest words</source>
        <translation>最接近的词</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Words were not kept after every segment: these are the last before.</source>
        <translation>并非每个片段之后都保存了词：这里是之前最近的一次。</translation>
    </message>
    <message>
        <source>Written most from</source>
        <translation>主要写入自</translation>
    </message>
    <message>
        <source>Set apart by</source>
        <translation>使它与众不同的词</translation>
    </message>
    <message>
        <source>Words at the start</source>
        <translation>开始时的词</translation>
    </message>
    <message>
        <source>Words after segment %1</source>
        <translation>片段 %1 之后的词</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
</context>
<context>
    <name>SlotLane</name>
    <message>
        <source>a row of pixels is the smallest of about %1 slots</source>
        <translation>一行像素为约 %1 个槽中的最小值</translation>
    </message>
    <message>
        <source>a row of pixels is the farthest from zero of about %1 slots</source>
        <translation>一行像素为约 %1 个槽中离零最远的值</translation>
    </message>
    <message>
        <source>a row of pixels is the largest of about %1 slots</source>
        <translation>一行像素为约 %1 个槽中的最大值</translation>
    </message>
</context>
<context>
    <name>SlotRows</name>
    <message>
        <source>Slots of the memory</source>
        <translation>记忆的槽</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Slot %1</source>
        <translation>槽 %1</translation>
    </message>
    <message>
        <source>changed by %1 in the last turn that wrote</source>
        <translation>最近一次有写入的那一轮改变了 %1</translation>
    </message>
    <message>
        <source>length %1</source>
        <translation>长度 %1</translation>
    </message>
</context>
<context>
    <name>SlotSteps</name>
    <message>
        <source>%1 of slots over steps</source>
        <translation>各步的槽：%1</translation>
    </message>
    <message>
        <source>largest: %1</source>
        <translation>最大：%1</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>slot %1</source>
        <translation>槽 %1</translation>
    </message>
    <message>
        <source>set apart by: %1</source>
        <translation>使它与众不同的词：%1</translation>
    </message>
</context>
<context>
    <name>SlotView</name>
    <message>
        <source>Previous slot</source>
        <translation>上一个槽</translation>
    </message>
    <message>
        <source>Next slot</source>
        <translation>下一个槽</translation>
    </message>
    <message>
        <source>Slot %1</source>
        <translation>槽 %1</translation>
    </message>
    <message>
        <source>After segment {segment}: changed by {change} of its length, now {length}.</source>
        <translation>第 {segment} 段之后：变化了自身长度的 {change}，现在长度为 {length}。</translation>
    </message>
</context>
<context>
    <name>SourceBox</name>
    <message>
        <source>Measure on</source>
        <translation>测量内容</translation>
    </message>
    <message>
        <source>What is read with the memory and with the controls</source>
        <translation>用记忆和各种对照来阅读的内容</translation>
    </message>
    <message>
        <source>Stories never seen, with questions</source>
        <translation>未见过的故事，带问题</translation>
    </message>
    <message>
        <source>What its run %1 held out</source>
        <translation>其训练 %1 留出的部分</translation>
    </message>
    <message>
        <source>%1, as it is open here</source>
        <translation>%1（此处打开的文本）</translation>
    </message>
</context>
<context>
    <name>SourcesSection</name>
    <message>
        <source>{share} of what the slot holds now came from here.</source>
        <translation>这个槽现在所存内容的 {share} 来自这里。</translation>
    </message>
    <message>
        <source>{share} of what the slot holds after this segment.</source>
        <translation>该槽在本段之后所存内容的 {share}。</translation>
    </message>
    <message>
        <source>Of what it holds now, segments {first} to {last} account for: {words} from words, {slots} from slots; {before} was there before.</source>
        <translation>它现在所存的内容中，第 {first} 到 {last} 段占：{words} 来自词，{slots} 来自槽；{before} 原先就在。</translation>
    </message>
    <message>
        <source>It holds nothing.</source>
        <translation>它什么也没有存。</translation>
    </message>
    <message>
        <source>Of what it holds now, {words} came from words of segments {first} to {last}; {before} was there before.</source>
        <translation>它现在所存的内容中，{words} 来自第 {first} 到 {last} 段的词；{before} 原先就在。</translation>
    </message>
    <message>
        <source>Of what it holds now, segments {first} to {last} account for: {words} from words, {slots} from the memory tokens; {before} was there before.</source>
        <translation>它现在所存的内容中，第 {first} 到 {last} 段占：{words} 来自词，{slots} 来自记忆词元；{before} 原先就在。</translation>
    </message>
    <message>
        <source>Of what it holds now, segments {first} to {last} account for: {words} from their words, {source} from slots and the text before each of them, which the trace does not keep apart; {before} was there before.</source>
        <translation>它现在所存的内容中，第 {first} 到 {last} 段占：{words} 来自这些段的词，{source} 来自槽和各段之前的文本（轨迹没有把两者分开保存）；{before} 原先就在。</translation>
    </message>
    <message>
        <source>Of what it holds now, segments {first} to {last} account for: {words} from their words, {slots} from slots, {source} from the text before each of them; {before} was there before.</source>
        <translation>它现在所存的内容中，第 {first} 到 {last} 段占：{words} 来自这些段的词，{slots} 来自槽，{source} 来自各段之前的文本；{before} 原先就在。</translation>
    </message>
    <message>
        <source>{share} of the slot&apos;s writing attention in this segment.</source>
        <translation>占这个槽在本段写入注意力的 {share}。</translation>
    </message>
    <message>
        <source>Its writing attention: {words} to words, {slots} to slots.</source>
        <translation>它的写入注意力：{words} 给词，{slots} 给槽。</translation>
    </message>
    <message>
        <source>This segment did not write it.</source>
        <translation>本段没有写入它。</translation>
    </message>
    <message>
        <source>Of what it holds after this segment, {words} came from its words; {slots} is what it held already.</source>
        <translation>它在本段之后所存的内容中，{words} 来自本段的词；{slots} 是它原先就存的。</translation>
    </message>
    <message>
        <source>Its writing attention: {words} to words, {slots} to the memory tokens.</source>
        <translation>它的写入注意力：{words} 给词，{slots} 给记忆词元。</translation>
    </message>
    <message>
        <source>Its writing attention: {words} to words of this segment, {source} to slots and the text before it, which the trace does not keep apart.</source>
        <translation>它的写入注意力：{words} 给本段的词，{source} 给槽和本段之前的文本（轨迹没有把两者分开保存）。</translation>
    </message>
    <message>
        <source>Its writing attention: {words} to words of this segment, {slots} to slots, {source} to the text before it.</source>
        <translation>它的写入注意力：{words} 给本段的词，{slots} 给槽，{source} 给本段之前的文本。</translation>
    </message>
    <message>
        <source>{left} went to words that the trace does not keep.</source>
        <translation>{left} 给了轨迹没有保存的词。</translation>
    </message>
</context>
<context>
    <name>SpansSection</name>
    <message>
        <source>This memory gives no attention between words and slots.</source>
        <translation>这种记忆不给出词与槽之间的注意力。</translation>
    </message>
    <message>
        <source>This part of the trace could not be read.</source>
        <translation>轨迹的这一部分无法读取。</translation>
    </message>
</context>
<context>
    <name>Sparkline</name>
    <message>
        <source>Segment {segment}: {value}</source>
        <translation>第 {segment} 段：{value}</translation>
    </message>
</context>
<context>
    <name>SplitBar</name>
    <message>
        <source>Held-out text is never trained on; the validation loss is of it.</source>
        <translation>留出的文本从不用于训练；验证损失由它得出。</translation>
    </message>
    <message>
        <source>%1 for training</source>
        <translation>训练 %1</translation>
    </message>
    <message>
        <source>%1 held out</source>
        <translation>留出 %1</translation>
    </message>
</context>
<context>
    <name>StartBar</name>
    <message>
        <source>Do what is missing</source>
        <translation>补上缺少的</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>%1 steps × %2 × %3 tokens = %4 tokens</source>
        <translation>%1 步 × %2 × %3 词元 = %4 词元</translation>
    </message>
    <message>
        <source>%1 steps × %2 × at most %3 tokens</source>
        <translation>%1 步 × %2 × 最多 %3 词元</translation>
    </message>
    <message>
        <source>%1 times through the text</source>
        <translation>通读文本 %1 遍</translation>
    </message>
    <message>
        <source>%1 of the text</source>
        <translation>文本的 %1</translation>
    </message>
</context>
<context>
    <name>StartPane</name>
    <message>
        <source>Train a memory, and look inside it</source>
        <translation>训练记忆，看清它的内部</translation>
    </message>
    <message>
        <source>Put a long-term memory on a language model, train it on your own text on this computer, and see which words every slot wrote and read.</source>
        <translation>给语言模型加上长期记忆，在这台电脑上用你自己的文本训练它，看看每个槽写入和读取了哪些词。</translation>
    </message>
    <message>
        <source>Or with your own model and text</source>
        <translation>或用你自己的模型和文本</translation>
    </message>
    <message>
        <source>A plain model gets its memory when you start to train it. Or make a new model: put a memory on one now, or begin from scratch.</source>
        <translation>普通模型在开始训练时才获得记忆。也可以新建模型：现在就为某个模型加上记忆，或从零开始。</translation>
    </message>
    <message>
        <source>New model…</source>
        <translation>新建模型…</translation>
    </message>
    <message>
        <source>Or begin with a task</source>
        <translation>或者从一个任务开始</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
</context>
<context>
    <name>StateDifferenceDialog</name>
    <message>
        <source>the memory now</source>
        <translation>当前记忆</translation>
    </message>
    <message>
        <source>{one} and {other}</source>
        <translation>{one}与{other}</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>槽</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>The distance of the two vectors, as a share of their mean length</source>
        <translation>两个向量的距离，占其平均长度的比例</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>The length of the difference of the two vectors</source>
        <translation>两个向量之差的长度</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>1: the vectors point the same way; 0: they have nothing in common</source>
        <translation>1：两个向量方向相同；0：毫无共同之处</translation>
    </message>
    <message>
        <source>The words nearest to what sets the slot apart from the others</source>
        <translation>最接近该槽与其他槽不同之处的词</translation>
    </message>
    <message>
        <source>Slot by slot</source>
        <translation>逐槽对比</translation>
    </message>
    <message>
        <source>No words: this model has none for its slots, or nothing sets one apart from another.</source>
        <translation>没有词：这个模型不能给它的槽词，或者没有什么使各槽彼此不同。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The two are the same, to the last number.</source>
        <translation>两者完全相同，每个数字都一样。</translation>
    </message>
    <message>
        <source>{same} of {all} slots are the same.</source>
        <translation>{all} 个槽中有 {same} 个相同。</translation>
    </message>
    <message>
        <source>Segments written: {one} and {other}.</source>
        <translation>已写入的段：{one} 和 {other}。</translation>
    </message>
    <message>
        <source>Tokens that wait for the next write: {one} and {other}.</source>
        <translation>等待下次写入的词元：{one} 和 {other}。</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
</context>
<context>
    <name>StateKeeping</name>
    <message>
        <source>Keep the memory</source>
        <translation>保留记忆</translation>
    </message>
    <message>
        <source>What the model remembers now is kept under this name, with what was read into it.</source>
        <translation>模型现在记住的内容以这个名字保留，并附上读入过什么。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>The memory is kept as {name}.</source>
        <translation>记忆已保留为 {name}。</translation>
    </message>
    <message>
        <source>The model goes on from the memory {name}.</source>
        <translation>模型从记忆 {name} 继续。</translation>
    </message>
    <message>
        <source>The memory state {name} was written to {path}.</source>
        <translation>记忆状态 {name} 已写入 {path}。</translation>
    </message>
    <message>
        <source>The memory state {name} was imported. It is among the memory states of the Use page.</source>
        <translation>记忆状态 {name} 已导入，可在“使用”页的记忆状态中找到。</translation>
    </message>
</context>
<context>
    <name>StateNameDialog</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>There is a memory state of that name already.</source>
        <translation>已有同名的记忆状态。</translation>
    </message>
    <message>
        <source>The memory state of that name is replaced by the memory as it is now.</source>
        <translation>同名的记忆状态将被当前的记忆替换。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Show or hide the messages</source>
        <translation>显示或隐藏消息</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Opening a model</source>
        <translation>正在打开模型</translation>
    </message>
    <message>
        <source>Making a model</source>
        <translation>正在制作模型</translation>
    </message>
    <message>
        <source>Moving the model</source>
        <translation>正在移动模型</translation>
    </message>
    <message>
        <source>Reading text</source>
        <translation>正在读文本</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Tracing</source>
        <translation>正在记录</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>正在写</translation>
    </message>
    <message>
        <source>Trying memories</source>
        <translation>正在测试记忆</translation>
    </message>
    <message>
        <source>Measuring the model</source>
        <translation>正在测量模型</translation>
    </message>
    <message>
        <source>Saving a copy</source>
        <translation>正在保存副本</translation>
    </message>
    <message>
        <source>Reading for the attention</source>
        <translation>正在为注意力阅读</translation>
    </message>
    <message>
        <source>Training paused</source>
        <translation>训练已暂停</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Starting the engine, then what you asked for…</source>
        <translation>正在启动引擎，随后执行你的请求…</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>正在启动引擎…</translation>
    </message>
    <message>
        <source>Model on {device}</source>
        <translation>模型在 {device} 上</translation>
    </message>
    <message>
        <source>Measuring effects</source>
        <translation>正在测量效应</translation>
    </message>
    <message>
        <source>Measuring effects · {percent}</source>
        <translation>正在测量效应 · {percent}</translation>
    </message>
    <message>
        <source>RAM {own} · {used} of {total}</source>
        <translation>内存 {own} · {used} / {total}</translation>
    </message>
    <message>
        <source>MemStudio uses {own}; all programs together {used} of {total}</source>
        <translation>MemStudio 占用 {own}；所有程序共占用 {total} 中的 {used}</translation>
    </message>
    <message>
        <source>GPU {used} of {total}</source>
        <translation>显存 {used} / {total}</translation>
    </message>
    <message>
        <source>GPU {total}</source>
        <translation>显存 {total}</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>1  Model</source>
        <translation>1  模型</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>2  Text</source>
        <translation>2  文本</translation>
    </message>
    <message>
        <source>Add text…</source>
        <translation>添加文本…</translation>
    </message>
    <message>
        <source>3  Training</source>
        <translation>3  训练</translation>
    </message>
    <message>
        <source>Set up a run</source>
        <translation>设置训练</translation>
    </message>
    <message>
        <source>4  Memory</source>
        <translation>4  记忆</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>查看内部</translation>
    </message>
    <message>
        <source>Nothing open yet</source>
        <translation>还没有打开</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Drop files anywhere</source>
        <translation>把文件拖放到任意位置</translation>
    </message>
    <message>
        <source>What each slot holds</source>
        <translation>每个槽里有什么</translation>
    </message>
    <message>
        <source>Memory only, or all</source>
        <translation>只训练记忆，或全部</translation>
    </message>
    <message>
        <source>A run is on</source>
        <translation>训练正在进行</translation>
    </message>
    <message>
        <source>On in another program</source>
        <translation>正在另一个程序中进行</translation>
    </message>
    <message>
        <source>Completed: {name}</source>
        <translation>已完成：{name}</translation>
    </message>
    <message>
        <source>Stopped: {name}</source>
        <translation>已停下：{name}</translation>
    </message>
    <message>
        <source>It did not end well: {name}</source>
        <translation>没有正常结束：{name}</translation>
    </message>
    <message>
        <source>Interrupted: {name}</source>
        <translation>已中断：{name}</translation>
    </message>
</context>
<context>
    <name>Suggestions</name>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Read “%1” into the memory</source>
        <translation>把“%1”读入记忆</translation>
    </message>
</context>
<context>
    <name>TaskCard</name>
    <message>
        <source>about {minutes} min on one core</source>
        <translation>单核约 {minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>TaskCommands</name>
    <message>
        <source>{task} begins as soon as the engine has started.</source>
        <translation>引擎启动后就开始：{task}。</translation>
    </message>
    <message>
        <source>{task} is set up with its sample. Press Train, or change what you like.</source>
        <translation>{task} 已连同示例设置好。按“训练”即可，也可以先改动。</translation>
    </message>
</context>
<context>
    <name>TaskProgress</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel what is going on</source>
        <translation>取消正在进行的操作</translation>
    </message>
    <message>
        <source>Preparing the run…</source>
        <translation>正在准备训练…</translation>
    </message>
    <message>
        <source>{step} of {total}</source>
        <translation>{step} / {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>正在暂停</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping and saving</source>
        <translation>正在停止并保存</translation>
    </message>
    <message>
        <source>Opening the model…</source>
        <translation>正在打开模型…</translation>
    </message>
    <message>
        <source>Making the model…</source>
        <translation>正在制作模型…</translation>
    </message>
    <message>
        <source>Moving the model…</source>
        <translation>正在移动模型…</translation>
    </message>
    <message>
        <source>Reading the text…</source>
        <translation>正在读文本…</translation>
    </message>
    <message>
        <source>Tracing the document…</source>
        <translation>正在记录文档…</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写…</translation>
    </message>
    <message>
        <source>Measuring the model…</source>
        <translation>正在测量模型…</translation>
    </message>
    <message>
        <source>Saving a copy…</source>
        <translation>正在保存副本…</translation>
    </message>
    <message>
        <source>Reading for the attention…</source>
        <translation>正在为注意力阅读…</translation>
    </message>
    <message>
        <source>Benchmark paused</source>
        <translation>基准测试已暂停</translation>
    </message>
    <message>
        <source>Preparing the benchmark…</source>
        <translation>正在准备基准测试…</translation>
    </message>
    <message>
        <source>Benchmark · {done} of {total} trials</source>
        <translation>基准测试 · {done}/{total} 项试验</translation>
    </message>
</context>
<context>
    <name>TaskSettings</name>
    <message>
        <source>Objective</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Masked</source>
        <translation>遮盖比例</translation>
    </message>
    <message>
        <source>Only the memory nlm, on a model with an encoder, fills in what was hidden.</source>
        <translation>只有 nlm 记忆（用于带编码器的模型）能填补被遮盖的内容。</translation>
    </message>
    <message>
        <source>The text has no numbers: its rows have to be read as texts with a number.</source>
        <translation>文本中没有数值：需要把行按“带数值的文本”读取。</translation>
    </message>
    <message>
        <source>The text has no labels: its rows have to be read as labelled texts.</source>
        <translation>文本没有标签：它的行必须读作带标签的文本。</translation>
    </message>
</context>
<context>
    <name>TextBox</name>
    <message>
        <source>Of %1 characters only the first %2 were put here. To have a long text read, drop its file on the window.</source>
        <translation>%1 个字符中只放入了前 %2 个。要让模型阅读长文本，请把文件拖放到窗口上。</translation>
    </message>
</context>
<context>
    <name>TextReading</name>
    <message>
        <source>Read a text file…</source>
        <translation>读文本文件…</translation>
    </message>
    <message>
        <source>Read the dropped text</source>
        <translation>读拖放的文本</translation>
    </message>
    <message>
        <source>Paste a text…</source>
        <translation>粘贴文本…</translation>
    </message>
    <message>
        <source>pasted text</source>
        <translation>粘贴的文本</translation>
    </message>
    <message>
        <source>Read a text</source>
        <translation>读一段文本</translation>
    </message>
    <message>
        <source>Texts (*.txt *.md);;All files (*)</source>
        <translation>文本 (*.txt *.md);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>Document text</source>
        <translation>文档文本</translation>
    </message>
    <message>
        <source>“%1”, token %2, segment %3</source>
        <translation>“%1”，词元 %2，片段 %3</translation>
    </message>
    <message>
        <source>loss %1 nats</source>
        <translation>损失 %1 奈特</translation>
    </message>
    <message>
        <source>too little to be kept</source>
        <translation>太小而未保存</translation>
    </message>
    <message>
        <source>slot %1: written %2, read %3</source>
        <translation>槽 %1：写入 %2，读取 %3</translation>
    </message>
</context>
<context>
    <name>TimelineDock</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>One segment back</source>
        <translation>后退一个片段</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>One segment on</source>
        <translation>前进一个片段</translation>
    </message>
    <message>
        <source>Places worth a look</source>
        <translation>值得看的位置</translation>
    </message>
    <message>
        <source>Segments a second</source>
        <translation>每秒片段数</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>Segment of the document</source>
        <translation>文档的片段</translation>
    </message>
    <message>
        <source>Step of the training</source>
        <translation>训练的步数</translation>
    </message>
    <message>
        <source>Show the run&apos;s probe</source>
        <translation>显示训练的探针</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>nothing read</source>
        <translation>什么都没读</translation>
    </message>
    <message>
        <source>segment %1 (0–%2)</source>
        <translation>片段 %1（0–%2）</translation>
    </message>
    <message>
        <source>Biggest writes</source>
        <translation>最大的写入</translation>
    </message>
    <message>
        <source>Biggest reads</source>
        <translation>最大的读取</translation>
    </message>
    <message>
        <source>Most forgotten</source>
        <translation>忘得最多</translation>
    </message>
    <message>
        <source>Biggest surprise</source>
        <translation>最意外</translation>
    </message>
    <message>
        <source>Biggest gain</source>
        <translation>增益最大</translation>
    </message>
    <message>
        <source>changed by %1</source>
        <translation>改变了 %1</translation>
    </message>
    <message>
        <source>read by %1</source>
        <translation>读取 %1</translation>
    </message>
    <message>
        <source>similarity %1</source>
        <translation>相似度 %1</translation>
    </message>
    <message>
        <source>%1 nats</source>
        <translation>%1 奈特</translation>
    </message>
    <message>
        <source>segment %1</source>
        <translation>片段 %1</translation>
    </message>
    <message>
        <source>, slot %1</source>
        <translation>，槽 %1</translation>
    </message>
    <message>
        <source>Previous of the %1 (P)</source>
        <translation>上一个：%1 (P)</translation>
    </message>
    <message>
        <source>Next of the %1 (N)</source>
        <translation>下一个：%1 (N)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>step %1, following</source>
        <translation>第 %1 步，跟随中</translation>
    </message>
</context>
<context>
    <name>TokenView</name>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Expected here</source>
        <translation>此处的预测</translation>
    </message>
    <message>
        <source>Slots it read</source>
        <translation>它读取的槽</translation>
    </message>
    <message>
        <source>Slots it was written into</source>
        <translation>它写入的槽</translation>
    </message>
    <message>
        <source>Token {token}, in segment {segment}.</source>
        <translation>第 {token} 个词元，位于第 {segment} 段。</translation>
    </message>
    <message>
        <source>The model gave it a probability of {share} (loss {loss} nats).</source>
        <translation>模型给它的概率为 {share}（损失 {loss} 奈特）。</translation>
    </message>
    <message>
        <source>It was number {rank} of the likeliest words.</source>
        <translation>它在最可能的词中排第 {rank}。</translation>
    </message>
    <message>
        <source>It was not among the {count} likeliest words.</source>
        <translation>它不在最可能的 {count} 个词之中。</translation>
    </message>
    <message>
        <source>The memory changed its loss by {gain} nats.</source>
        <translation>记忆使它的损失变化了 {gain} 奈特。</translation>
    </message>
    <message>
        <source>{share} went to slots that the trace does not keep.</source>
        <translation>{share} 给了轨迹中没有保存的槽。</translation>
    </message>
    <message>
        <source>Into some slots too little went to be kept in the trace.</source>
        <translation>写入某些槽的太少，轨迹没有保存。</translation>
    </message>
    <message>
        <source>slot {slot}</source>
        <translation>槽 {slot}</translation>
    </message>
</context>
<context>
    <name>TopItemModel</name>
    <message>
        <source>word</source>
        <translation>词</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
</context>
<context>
    <name>TouchedCard</name>
    <message>
        <source>Touched</source>
        <translation>接触过</translation>
    </message>
    <message>
        <source>A title or a text…</source>
        <translation>标题或一段文字…</translation>
    </message>
    <message>
        <source>An item that was touched</source>
        <translation>接触过的一项</translation>
    </message>
    <message>
        <source>Add from files: an item a line or a row</source>
        <translation>从文件添加：每行一项</translation>
    </message>
    <message>
        <source>Forget that this was touched</source>
        <translation>忘记接触过这一项</translation>
    </message>
    <message>
        <source>Items that were touched</source>
        <translation>接触过的内容</translation>
    </message>
</context>
<context>
    <name>TourBar</name>
    <message>
        <source>Take me there</source>
        <translation>带我去</translation>
    </message>
    <message>
        <source>Close the guided demo</source>
        <translation>关闭引导演示</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>to be done</source>
        <translation>待完成</translation>
    </message>
    <message>
        <source>That was all: you have seen a memory at work, and what it is worth. Now with your own text: File, Add text.</source>
        <translation>全部完成：你已看到记忆如何工作，以及它值多少。现在用你自己的文本试试：文件 → 添加文本。</translation>
    </message>
    <message>
        <source>Step {number} of {total}. {title}: {how}</source>
        <translation>第 {number} 步，共 {total} 步。{title}：{how}</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>打开演示模型</translation>
    </message>
    <message>
        <source>Look at its memory</source>
        <translation>看看它的记忆</translation>
    </message>
    <message>
        <source>Ask it</source>
        <translation>向它提问</translation>
    </message>
    <message>
        <source>Change a slot</source>
        <translation>改动一个槽</translation>
    </message>
    <message>
        <source>See the answer change</source>
        <translation>看回答如何改变</translation>
    </message>
    <message>
        <source>Train a little</source>
        <translation>训练一小会儿</translation>
    </message>
    <message>
        <source>after segment {segment}, slot {slot} holds “{held}”. Let yourself be taken there, and then press A to take it out.</source>
        <translation>第 {segment} 段之后，槽 {slot} 保存着“{held}”。点“带我去”，然后按 A 把它取出。</translation>
    </message>
    <message>
        <source>slot {slot} is chosen, which holds “{held}” after segment {segment}. Press A to take it out from there on.</source>
        <translation>已选中槽 {slot}，它在第 {segment} 段之后保存着“{held}”。按 A，从那里起把它取出。</translation>
    </message>
    <message>
        <source>it needs a text. Let yourself be taken there, and a sample book is added; or add your own. Then set few steps, and press Train.</source>
        <translation>需要一段文本。点“带我去”会加入一本示例书，也可以加入你自己的；然后设较少的步数，按“训练”。</translation>
    </message>
    <message>
        <source>the story stands ready on the Use page, with a question at its end; send it, and compare the answer with the story.</source>
        <translation>故事和末尾的问题已在“使用”页备好；发送它，再把回答与故事对照。</translation>
    </message>
    <message>
        <source>the story is read on without it. The Effects panel lists the words that are predicted otherwise, the most changed first. Click one.</source>
        <translation>故事在没有它的情况下继续读。“效应”面板列出预测不同的词，变化最大的在前。点击一个。</translation>
    </message>
    <message>
        <source>set few steps, and press Train; the loss falls as you watch. Stopping keeps what was learnt.</source>
        <translation>设较少的步数，按“训练”；你会看到损失下降。停止时会保留所学到的。</translation>
    </message>
    <message>
        <source>it reads a new story, piece by piece, into its memory.</source>
        <translation>它会把一个新故事一段一段地读入记忆。</translation>
    </message>
    <message>
        <source>each row of the lanes is a slot. Click one: the panel at the right says what it holds and which words wrote it.</source>
        <translation>条带的每一行是一个槽。点击一行：右边的面板会说明它保存了什么，以及哪些词写入了它。</translation>
    </message>
    <message>
        <source>click a row of the lanes, then press A: what that slot holds is taken out from there on.</source>
        <translation>点击条带的一行，再按 A：从那里起去掉这个槽所保存的内容。</translation>
    </message>
</context>
<context>
    <name>TraceExportButton</name>
    <message>
        <source>Picture (PNG, SVG, PDF)…</source>
        <translation>图片（PNG、SVG、PDF）…</translation>
    </message>
    <message>
        <source>One page for a browser (HTML)…</source>
        <translation>浏览器可打开的单个网页（HTML）…</translation>
    </message>
    <message>
        <source>All numbers as CSV…</source>
        <translation>全部数值存为 CSV…</translation>
    </message>
    <message>
        <source>All numbers as Parquet…</source>
        <translation>全部数值存为 Parquet…</translation>
    </message>
    <message>
        <source>This map as CSV…</source>
        <translation>这张图存为 CSV…</translation>
    </message>
    <message>
        <source>This segment&apos;s weights as CSV…</source>
        <translation>本段的权重存为 CSV…</translation>
    </message>
    <message>
        <source>Keep the trace…</source>
        <translation>保留轨迹…</translation>
    </message>
    <message>
        <source>What was read is gone when MemStudio is closed. A trace that is kept is shown again by Read, Open a trace.</source>
        <translation>关闭 MemStudio 后，读过的内容就没有了。保留下来的轨迹可以用“读”菜单里的“打开轨迹”再次显示。</translation>
    </message>
    <message>
        <source>Show the trace&apos;s folder</source>
        <translation>显示轨迹所在的文件夹</translation>
    </message>
    <message>
        <source>Stop the export</source>
        <translation>停止导出</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Save the numbers</source>
        <translation>保存数据</translation>
    </message>
    <message>
        <source>Save as one page</source>
        <translation>存为单个网页</translation>
    </message>
    <message>
        <source>A new folder for the tables</source>
        <translation>存放表格的新文件夹</translation>
    </message>
    <message>
        <source>Keep the trace</source>
        <translation>保留轨迹</translation>
    </message>
    <message>
        <source>Trace (*.zarr)</source>
        <translation>轨迹 (*.zarr)</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Exporting… {share}</source>
        <translation>正在导出… {share}</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>已保存：{path}</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
</context>
<context>
    <name>TrackersEditor</name>
    <message>
        <source>{tracker} (not installed)</source>
        <translation>{tracker}（未安装）</translation>
    </message>
    <message>
        <source>Install it with: pip install {package}</source>
        <translation>安装命令：pip install {package}</translation>
    </message>
</context>
<context>
    <name>TrackingEditors</name>
    <message>
        <source>Follow it with</source>
        <translation>跟踪工具</translation>
    </message>
    <message>
        <source>Project there</source>
        <translation>其中的项目</translation>
    </message>
    <message>
        <source>Name there</source>
        <translation>其中的名称</translation>
    </message>
    <message>
        <source>as the run&apos;s folder</source>
        <translation>与训练的文件夹同名</translation>
    </message>
    <message>
        <source>Tags there</source>
        <translation>其中的标签</translation>
    </message>
    <message>
        <source>words, between commas</source>
        <translation>词语，用逗号分隔</translation>
    </message>
    <message>
        <source>Send online</source>
        <translation>通过网络发送</translation>
    </message>
</context>
<context>
    <name>TrainPane</name>
    <message>
        <source>A run is paused.</source>
        <translation>训练已暂停。</translation>
    </message>
    <message>
        <source>A run is going on.</source>
        <translation>训练正在进行。</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开模型。</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>The text is being read.</source>
        <translation>正在读取文本。</translation>
    </message>
    <message>
        <source>There is no text to train on.</source>
        <translation>没有可供训练的文本。</translation>
    </message>
    <message>
        <source>Add text…</source>
        <translation>添加文本…</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>A benchmark is on. Stop it to train.</source>
        <translation>基准测试正在进行。请先停止它，再训练。</translation>
    </message>
    <message>
        <source>Wait until what is going on is done.</source>
        <translation>请等正在进行的操作完成。</translation>
    </message>
    <message>
        <source>Save the settings</source>
        <translation>保存设置</translation>
    </message>
</context>
<context>
    <name>TrainingPane</name>
    <message>
        <source>What is shown of each slot</source>
        <translation>显示每个槽的什么</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>警报</translation>
    </message>
    <message>
        <source>What the slot held, step by step</source>
        <translation>槽在每一步保存的内容</translation>
    </message>
    <message>
        <source>Open a run…</source>
        <translation>打开一次训练…</translation>
    </message>
    <message>
        <source>The memory over a training</source>
        <translation>训练过程中的记忆</translation>
    </message>
    <message>
        <source>As a run goes on, its probe is read again and again. Here is then shown how the memory&apos;s health changes, what each slot is used for, and what it holds, step by step. Start a run, or open one from the Runs page.</source>
        <translation>训练进行时会反复阅读探针文本。这里逐步显示记忆的健康如何变化、每个槽用来做什么、保存了什么。开始一次训练，或从“训练记录”页打开一次。</translation>
    </message>
    <message>
        <source>Health of the memory, on the probe</source>
        <translation>记忆的健康（在探针上）</translation>
    </message>
    <message>
        <source>Slots over steps</source>
        <translation>各步的槽</translation>
    </message>
    <message>
        <source>None: nothing is beyond its limit.</source>
        <translation>无：没有超出界限。</translation>
    </message>
    <message>
        <source>A fresh memory is not judged before training.</source>
        <translation>训练之前不评判全新的记忆。</translation>
    </message>
    <message>
        <source>Reading the probes: %1 of %2</source>
        <translation>正在读取探针：%1/%2</translation>
    </message>
    <message>
        <source>nothing is read from the memory yet</source>
        <translation>尚未从记忆中读取任何内容</translation>
    </message>
    <message>
        <source>Slot %1, words that set it apart at each step</source>
        <translation>槽 %1，每一步使它与众不同的词</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
</context>
<context>
    <name>TrainsEditor</name>
    <message>
        <source>Only the memory</source>
        <translation>只训练记忆</translation>
    </message>
    <message>
        <source>The memory, and adapters (LoRA)</source>
        <translation>记忆与适配器（LoRA）</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>TrajectoryPlot</name>
    <message>
        <source>Path of the slot</source>
        <translation>这个槽的路径</translation>
    </message>
    <message>
        <source>Slot {slot}, before anything was read</source>
        <translation>槽 {slot}，尚未读入任何内容</translation>
    </message>
    <message>
        <source>Slot {slot}, after segment {segment}</source>
        <translation>槽 {slot}，第 {segment} 段之后</translation>
    </message>
    <message>
        <source>each slot in its hue</source>
        <translation>每个槽用自己的颜色</translation>
    </message>
    <message>
        <source>segment {number}</source>
        <translation>第 {number} 段</translation>
    </message>
</context>
<context>
    <name>TrajectorySection</name>
    <message>
        <source>All slots, in their hues</source>
        <translation>所有槽，各用其色</translation>
    </message>
    <message>
        <source>This part of the trace could not be read.</source>
        <translation>轨迹的这一部分无法读取。</translation>
    </message>
    <message>
        <source>Across {first}, upward {second} of the variance.</source>
        <translation>横向占方差的 {first}，纵向占 {second}。</translation>
    </message>
    <message>
        <source>{shown} of {all} states, evenly chosen.</source>
        <translation>{all} 个状态中的 {shown} 个，均匀选取。</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>⋯ %1 characters in all ⋯</source>
        <translation>⋯ 共 %1 个字符 ⋯</translation>
    </message>
    <message>
        <source>Read into the memory: %1</source>
        <translation>已读入记忆：%1</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>The model wrote %n tokens, but no text comes of them.</source>
        <translation>模型写了 %n 个词元，但它们不构成任何文字。</translation>
    </message>
    <message>
        <source>The model ended without a word.</source>
        <translation>模型什么也没写就结束了。</translation>
    </message>
</context>
<context>
    <name>Trust</name>
    <message>
        <source>How sure it has to be</source>
        <translation>需要多大把握</translation>
    </message>
    <message>
        <source>Confidence below which it says: I don&apos;t know</source>
        <translation>低于此置信度时回答：我不知道</translation>
    </message>
    <message>
        <source>threshold, %</source>
        <translation>阈值，%</translation>
    </message>
    <message>
        <source>share, %</source>
        <translation>比例，%</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>作答</translation>
    </message>
    <message>
        <source>of these right</source>
        <translation>其中正确</translation>
    </message>
    <message>
        <source>Learn from held-out questions…</source>
        <translation>从留出的问题学习…</translation>
    </message>
    <message>
        <source>A file of questions with their answers that the model was not trained on: each is answered, and what tells right answers from wrong ones is learnt.</source>
        <translation>一个带答案的问题文件，模型没有用它训练过：逐个作答，并学会如何区分对错。</translation>
    </message>
    <message>
        <source>Not calibrated: the confidence is made of how likely the answer is to the model and how much of the question stands in the best source.</source>
        <translation>未校准：置信度由模型认为回答有多可能，以及问题有多少内容出现在最佳来源中得出。</translation>
    </message>
    <message>
        <source>At {threshold}% none of {count} held-out questions is answered.</source>
        <translation>阈值为 {threshold}% 时，{count} 个留出的问题都不作答。</translation>
    </message>
    <message>
        <source>At {threshold}% it answers {answered}% of {count} held-out questions, and {right}% of these rightly.</source>
        <translation>阈值为 {threshold}% 时，{count} 个留出的问题中作答 {answered}%，其中 {right}% 正确。</translation>
    </message>
    <message>
        <source>Questions with their answers</source>
        <translation>带答案的问题</translation>
    </message>
</context>
<context>
    <name>TurnTools</name>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Edit what you said</source>
        <translation>修改你说的话</translation>
    </message>
    <message>
        <source>Edit what was written</source>
        <translation>修改模型写的内容</translation>
    </message>
    <message>
        <source>Branch from here</source>
        <translation>从这里建立分支</translation>
    </message>
    <message>
        <source>Where the answer came from</source>
        <translation>回答从何而来</translation>
    </message>
    <message>
        <source>Forget this turn</source>
        <translation>忘记这一轮</translation>
    </message>
    <message>
        <source>Try again, with the next seed. At temperature 0 the answer is written at 0.8, as it would be the same else.</source>
        <translation>用下一个种子再试一次。温度为 0 时改用 0.8，否则会得到同样的答案。</translation>
    </message>
    <message>
        <source>The memory was emptied or exchanged after this turn.</source>
        <translation>这一轮之后记忆被清空或更换过。</translation>
    </message>
    <message>
        <source>The memory held something before the first turn, which cannot be read again.</source>
        <translation>在第一轮之前记忆中已有内容，无法重新读取。</translation>
    </message>
</context>
<context>
    <name>UntrainedNote</name>
    <message>
        <source>This model has learnt nothing yet, so all of it is trained, at the learning rate that suits its size: %1.</source>
        <translation>此模型尚未学到任何内容，因此训练全部权重，并采用适合其规模的学习率：%1。</translation>
    </message>
    <message>
        <source>This model has learnt nothing yet: what is not trained stays random. Train everything.</source>
        <translation>此模型尚未学到任何内容：未训练的部分将保持随机。请训练全部权重。</translation>
    </message>
</context>
<context>
    <name>UsePage</name>
    <message>
        <source>Write and talk</source>
        <translation>写作与对话</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Answer from sources</source>
        <translation>据来源回答</translation>
    </message>
    <message>
        <source>Recommend</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Read this text into the memory</source>
        <translation>把这段文本读入记忆</translation>
    </message>
    <message>
        <source>Put this text into the collection</source>
        <translation>把这段文字放进文集</translation>
    </message>
    <message>
        <source>Wait until what is going on is done.</source>
        <translation>请等当前的任务完成。</translation>
    </message>
    <message>
        <source>Drop one file at a time to have it read into the memory.</source>
        <translation>要读入记忆，请一次拖放一个文件。</translation>
    </message>
    <message>
        <source>The page was cleared; the memory is as it was.</source>
        <translation>页面已清空；记忆保持原样。</translation>
    </message>
    <message>
        <source>Not all could be added: {names}. {reason}</source>
        <translation>未能全部添加：{names}。{reason}</translation>
    </message>
</context>
<context>
    <name>UsePane</name>
    <message>
        <source>Try the model</source>
        <translation>试用模型</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>打开演示模型</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开模型。</translation>
    </message>
    <message>
        <source>Training is going on. Pause it to try the model.</source>
        <translation>训练正在进行。暂停后可以试用模型。</translation>
    </message>
    <message>
        <source>Wait until what is going on is done.</source>
        <translation>请等正在进行的操作完成。</translation>
    </message>
    <message>
        <source>%1 from here on.</source>
        <translation>从这里开始使用 %1。</translation>
    </message>
    <message>
        <source>Open a model, then write a text for it to continue, or ask it.</source>
        <translation>打开一个模型，然后写一段文本让它续写，或向它提问。</translation>
    </message>
    <message>
        <source>What you write and what the model writes goes into its memory, segment by segment, and stays there for all that follows.</source>
        <translation>你写的和模型写的内容会一段一段进入它的记忆，并一直留到后面。</translation>
    </message>
    <message>
        <source>This model has no memory; it sees what fits its window.</source>
        <translation>这个模型没有记忆；它只看得到窗口内的内容。</translation>
    </message>
    <message>
        <source>The memory %1 from here on.</source>
        <translation>从这里起使用记忆 %1。</translation>
    </message>
    <message>
        <source>The memory was emptied: what stands above is forgotten.</source>
        <translation>记忆已清空：以上内容已被忘记。</translation>
    </message>
</context>
<context>
    <name>UserBar</name>
    <message>
        <source>For</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>New user…</source>
        <translation>新建用户…</translation>
    </message>
    <message>
        <source>Delete this user…</source>
        <translation>删除此用户…</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) touched</source>
        <translation>
            <numerusform>接触过 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>New user</source>
        <translation>新建用户</translation>
    </message>
    <message>
        <source>What somebody reads, buys or watches is touched under a name. It is read into a memory of that name, by which candidates are ranked.</source>
        <translation>一个人读过、买过或看过的内容，以一个名字记下为“接触过”，并读入该名字的记忆；候选据此排序。</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>建立</translation>
    </message>
    <message>
        <source>{name} is deleted: what was touched, and the memory of it. It can be brought back at once, by the message that says so, and is gone for good when MemStudio is closed. Memory states that were forked stay.</source>
        <translation>{name} 将被删除：接触过的内容和对它的记忆。可以立即通过相应的消息恢复；关闭 MemStudio 后就彻底没有了。从中分叉出的记忆状态会保留。</translation>
    </message>
    <message>
        <source>Delete this user</source>
        <translation>删除此用户</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>UserNameDialog</name>
    <message>
        <source>There is a user of that name already.</source>
        <translation>已有这个名字的用户。</translation>
    </message>
</context>
<context>
    <name>VectorSection</name>
    <message>
        <source>Copy the numbers as CSV</source>
        <translation>以 CSV 形式复制数值</translation>
    </message>
    <message>
        <source>This part of the trace could not be read.</source>
        <translation>轨迹的这一部分无法读取。</translation>
    </message>
    <message>
        <source>{count} numbers, {low} to {high}; mean {mean}, length {length}</source>
        <translation>{count} 个数，{low} 到 {high}；均值 {mean}，长度 {length}</translation>
    </message>
    <message>
        <source>; of the last state that was kept, before anything was read</source>
        <translation>；取自最近保存的状态，读入任何内容之前</translation>
    </message>
    <message>
        <source>; of the last state that was kept, after segment {segment}</source>
        <translation>；取自最近保存的状态，第 {segment} 段之后</translation>
    </message>
</context>
<context>
    <name>VectorStrip</name>
    <message>
        <source>Numbers of the vector</source>
        <translation>向量的各个数值</translation>
    </message>
</context>
<context>
    <name>WayWords</name>
    <message>
        <source>batches of {rows}, accumulation {times}</source>
        <translation>批大小 {rows}、累积 {times}</translation>
    </message>
    <message>
        <source>checkpoint layers</source>
        <translation>逐层重算</translation>
    </message>
    <message>
        <source>memory replay</source>
        <translation>记忆重放</translation>
    </message>
    <message>
        <source>samples of {number} segments</source>
        <translation>每个样本 {number} 个片段</translation>
    </message>
    <message>
        <source>samples of one segment</source>
        <translation>每个样本一个片段</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>约 {size}</translation>
    </message>
    <message>
        <source>a third slower</source>
        <translation>慢三分之一</translation>
    </message>
    <message>
        <source>another training</source>
        <translation>训练内容会不同</translation>
    </message>
</context>
<context>
    <name>WaysCard</name>
    <message>
        <source>How it could go on was not found out</source>
        <translation>没能弄清怎样继续</translation>
    </message>
    <message>
        <source>Go on with less memory</source>
        <translation>用更少的内存继续</translation>
    </message>
    <message>
        <source>The run takes about {takes} on {device}, and {there} can be had.</source>
        <translation>这个训练在 {device} 上约需 {takes}，可用 {there}。</translation>
    </message>
    <message>
        <source>The run takes about {takes} on {device}.</source>
        <translation>这个训练在 {device} 上约需 {takes}。</translation>
    </message>
    <message>
        <source>The run takes about {takes} on {device}. {there} can be had now, and there was less when it stopped.</source>
        <translation>这个训练在 {device} 上约需 {takes}。现在可用 {there}，它停下时没有这么多。</translation>
    </message>
    <message>
        <source>None of these is enough. Close other programs, or train with shorter segments, a smaller model or on another device.</source>
        <translation>这些都不够。关掉其他程序，或者缩短片段、换小一些的模型或换设备来训练。</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>once more</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>{cost}: too much still</source>
        <translation>{cost}：仍然太多</translation>
    </message>
    <message>
        <source>Go on with less on the disk</source>
        <translation>用更少的磁盘空间继续</translation>
    </message>
    <message>
        <source>A checkpoint takes {size}, and {free} are free on the disk of {folder}.</source>
        <translation>一个检查点需要 {size}，{folder} 所在的磁盘还剩 {free}。</translation>
    </message>
    <message>
        <source>there is room now</source>
        <translation>现在有空间了</translation>
    </message>
    <message>
        <source>once {size} are free</source>
        <translation>腾出 {size} 之后</translation>
    </message>
    <message>
        <source>frees {size}</source>
        <translation>可腾出 {size}</translation>
    </message>
    <message>
        <source>frees {size}, which is not enough</source>
        <translation>可腾出 {size}，但不够</translation>
    </message>
    <message>
        <source>Keep the newest checkpoint only</source>
        <translation>只保留最新的检查点</translation>
    </message>
    <message>
        <source>In another folder…</source>
        <translation>换一个文件夹…</translation>
    </message>
    <message>
        <source>a branch of the run goes on there</source>
        <translation>训练的一个分支在那里继续</translation>
    </message>
</context>
<context>
    <name>WeightLane</name>
    <message>
        <source>a pixel is the largest of about %1 tokens</source>
        <translation>一个像素为约 %1 个词元中的最大值</translation>
    </message>
    <message>
        <source>Zoom in to see the largest of all heads here.</source>
        <translation>放大后才能看到所有头中的最大值。</translation>
    </message>
    <message>
        <source>“%1” (token %2) and slot %3</source>
        <translation>“%1”（词元 %2）与槽 %3</translation>
    </message>
    <message>
        <source>written: %1 of the slot&apos;s attention</source>
        <translation>写入：槽的注意力的 %1</translation>
    </message>
    <message>
        <source>written: too little to be kept</source>
        <translation>写入：太小，未保存</translation>
    </message>
    <message>
        <source>read: %1 of the word&apos;s attention</source>
        <translation>读取：词的注意力的 %1</translation>
    </message>
    <message>
        <source>read: too little to be kept</source>
        <translation>读取：太小，未保存</translation>
    </message>
    <message>
        <source>Zoom in for the numbers of each token.</source>
        <translation>放大可看到每个词元的数值。</translation>
    </message>
</context>
<context>
    <name>WholeButton</name>
    <message>
        <source>Show everything again</source>
        <translation>重新显示全部</translation>
    </message>
</context>
<context>
    <name>WhyCard</name>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>Touched items by their effect</source>
        <translation>按作用排列的接触过的内容</translation>
    </message>
    <message>
        <source>By how much the interest falls, in nats, when one item is blanked out and the rest read again in several orders. In colour: beyond noise (95%).</source>
        <translation>抹去一项、并按几种次序重读其余各项时，兴趣下降多少（奈特）。有颜色的：超出噪声（95%）。</translation>
    </message>
    <message>
        <source>Each touched item is blanked out, to see what that does to “{name}”…</source>
        <translation>正在逐一抹去接触过的各项，看对“{name}”有何影响…</translation>
    </message>
    <message>
        <source>Click a ranked candidate to see which touched items speak for it.</source>
        <translation>点击一个排好序的候选，可查看哪些接触过的内容支持它。</translation>
    </message>
    <message>
        <source>“{name}”: interest {interest}, {reset} with nothing remembered.</source>
        <translation>“{name}”：兴趣 {interest}，没有记忆时 {reset}。</translation>
    </message>
    <message>
        <source>What is remembered hardly changes it; most of what it does comes from {names}.</source>
        <translation>记住的内容几乎不改变它；所起的作用大部分来自 {names}。</translation>
    </message>
    <message>
        <source>Above all because of {names}: without it, it would be less.</source>
        <translation>主要因为 {names}：没有它，兴趣就会降低。</translation>
    </message>
    <message>
        <source>Above all because of {names}: without one of them it would be less.</source>
        <translation>主要因为 {names}：少了其中一项，兴趣就会降低。</translation>
    </message>
    <message>
        <source>No single item&apos;s absence lowers it beyond noise. Alone, “{name}” would change it most, by {alone} nats.</source>
        <translation>缺少任何单独一项都不会使它的下降超出噪声。单独来看，“{name}”对它的改变最大，为 {alone} 奈特。</translation>
    </message>
    <message>
        <source>So few items can be read in too few orders to tell what is beyond noise: add more. Alone, “{name}” would change it by {alone} nats.</source>
        <translation>项目太少，可读的次序不够，无法判断哪些超出噪声：请再添加。仅“{name}”一项会使它改变 {alone} 奈特。</translation>
    </message>
    <message numerus="yes">
        <source>The earliest %n item(s) were read, but not put to the test.</source>
        <translation>
            <numerusform>最早的 %n 项读过，但未检验。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}
Blanked out: {effect} nats
Alone remembered: {alone} nats</source>
        <translation>{name}
抹去：{effect} 奈特
只记得这一项：{alone} 奈特</translation>
    </message>
    <message>
        <source>{name}
Blanked out: {effect} nats ({low} to {high}, 95%)
Alone remembered: {alone} nats</source>
        <translation>{name}
抹去：{effect} 奈特（{low} 至 {high}，95%）
只记得这一项：{alone} 奈特</translation>
    </message>
</context>
<context>
    <name>WordsView</name>
    <message>
        <source>The words that were read</source>
        <translation>读过的词</translation>
    </message>
</context>
<context>
    <name>WorkLine</name>
    <message>
        <source>How far it is</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Waits for the training; pause it to go on.</source>
        <translation>正在等待训练；暂停训练即可继续。</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>正在处理…</translation>
    </message>
</context>
<context>
    <name>_Drops</name>
    <message>
        <source>Add this to the text for a model from scratch</source>
        <translation>添加到从零开始的模型所用的文本</translation>
    </message>
    <message>
        <source>Put a memory on this model</source>
        <translation>为此模型加上记忆</translation>
    </message>
    <message>
        <source>Drop text, or a model without a memory, not a run or a trace.</source>
        <translation>请拖入文本或没有记忆的模型，而不是训练或轨迹。</translation>
    </message>
</context>
<context>
    <name>_Matrix</name>
    <message>
        <source>Attention from slots to slots</source>
        <translation>槽对槽的注意力</translation>
    </message>
    <message>
        <source>slots as they were</source>
        <translation>原来的槽</translation>
    </message>
    <message>
        <source>slots being written</source>
        <translation>正在写入的槽</translation>
    </message>
    <message>
        <source>slot %1 took %2 of its attention from slot %3 as it was</source>
        <translation>槽 %1 的注意力有 %2 来自原来的槽 %3</translation>
    </message>
    <message>
        <source>slot %1 took %2 of its attention from slot %3 being written</source>
        <translation>槽 %1 的注意力有 %2 来自正在写入的槽 %3</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>Open the &amp;demo</source>
        <translation>打开演示模型(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Open a model…</source>
        <translation>打开模型(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;New model…</source>
        <translation>新建模型(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Export the model…</source>
        <translation>导出模型(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Close the model</source>
        <translation>关闭模型(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Add text…</source>
        <translation>添加文本(&amp;A)…</translation>
    </message>
    <message>
        <source>Save a p&amp;icture of the page…</source>
        <translation>保存页面图片(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Guide to this page</source>
        <translation>本页指南(&amp;G)</translation>
    </message>
    <message>
        <source>Guide: &amp;contents</source>
        <translation>指南目录(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Find an action…</source>
        <translation>查找操作(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>快捷键(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Guided demo</source>
        <translation>引导演示(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;What am I looking at?</source>
        <translation>我在看什么？(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>复制诊断信息(&amp;C)</translation>
    </message>
    <message>
        <source>Open the &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About MemStudio</source>
        <translation>关于 MemStudio(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Start training</source>
        <translation>开始训练(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>S&amp;top and keep</source>
        <translation>停止并保留(&amp;T)</translation>
    </message>
    <message>
        <source>Calculate the &amp;cost…</source>
        <translation>计算开销(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Open a run…</source>
        <translation>打开训练(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Stop writing</source>
        <translation>停止写作(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;New session</source>
        <translation>新会话(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;What is remembered?</source>
        <translation>记住了什么？(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Forget something…</source>
        <translation>忘记某些内容…(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Reset the memory</source>
        <translation>重置记忆(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Keep the memory…</source>
        <translation>保留记忆(&amp;K)…</translation>
    </message>
    <message>
        <source>&amp;Memory states…</source>
        <translation>记忆状态(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Start page</source>
        <translation>开始页(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Train page</source>
        <translation>训练页(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Memory page</source>
        <translation>记忆页(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Use page</source>
        <translation>使用页(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Evaluate page</source>
        <translation>评测页(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Runs page</source>
        <translation>训练记录页(&amp;R)</translation>
    </message>
    <message>
        <source>M&amp;onitor page</source>
        <translation>监测页(&amp;O)</translation>
    </message>
    <message>
        <source>Look like the &amp;system</source>
        <translation>外观跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light look</source>
        <translation>浅色外观(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark look</source>
        <translation>深色外观(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Reset the layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Explain the selected word</source>
        <translation>解释所选的词(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Verify its links</source>
        <translation>检验它的联系(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Map what each slot is worth to it</source>
        <translation>画出每个槽对它的作用(&amp;M)</translation>
    </message>
    <message>
        <source>Map what each slot is worth to the &amp;text</source>
        <translation>画出每个槽对全文的作用(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Ablate the selected slot</source>
        <translation>消融所选的槽(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Reset the selected slot</source>
        <translation>重置所选的槽(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Change the memory…</source>
        <translation>改动记忆…(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Undo the change</source>
        <translation>撤销改动(&amp;U)</translation>
    </message>
    <message>
        <source>Re&amp;do the change</source>
        <translation>重做改动(&amp;D)</translation>
    </message>
    <message>
        <source>Ca&amp;ncel the measurement</source>
        <translation>取消测量(&amp;N)</translation>
    </message>
</context>
<context>
    <name>bench</name>
    <message>
        <source>Quick</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>Copying for every memory, and names that come again for notes on words; about half an hour on two processor cores.</source>
        <translation>用抄写测试每种记忆，用再次出现的名字测试词语笔记；在两个处理器核心上约半小时。</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>Every task, each with what it was made to show, and longer texts than were trained on; many hours.</source>
        <translation>全部任务，各自展示其设计目的，并包括比训练时更长的文本；需要许多小时。</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>按论文规模</translation>
    </message>
    <message>
        <source>Models and tasks of the sizes in the papers; days, on a GPU.</source>
        <translation>论文中规模的模型与任务；需要 GPU，历时数天。</translation>
    </message>
    <message>
        <source>copy {a}→{b} after {n}</source>
        <translation>复制 {a}→{b}，隔 {n} 段</translation>
    </message>
    <message>
        <source>copy {a}→{b}</source>
        <translation>复制 {a}→{b}</translation>
    </message>
    <message>
        <source>reverse {a}→{b}</source>
        <translation>倒序 {a}→{b}</translation>
    </message>
    <message>
        <source>{a} symbols are shown, then {n} segments of noise, then they come again, {b} in all. Each is asked for but the first of a segment.</source>
        <translation>先给出 {a} 个符号，再读 {n} 段噪声，然后这些符号再次出现，共 {b} 个。除每段第一个外，都要求说出。</translation>
    </message>
    <message>
        <source>{a} symbols are shown in one segment and come again in the next ones, {b} in all. Each is asked for but the first of a segment.</source>
        <translation>一段中给出 {a} 个符号，随后各段中它们再次出现，共 {b} 个。除每段第一个外，都要求说出。</translation>
    </message>
    <message>
        <source>{a} symbols are shown in one segment and come backwards in the next. Each is asked for but the first.</source>
        <translation>一段中给出 {a} 个符号，下一段中倒序再次出现。除第一个外，都要求说出。</translation>
    </message>
    <message>
        <source>copy {a}→{b} by {n}</source>
        <translation>复制 {a}→{b}，每段 {n} 个</translation>
    </message>
    <message>
        <source>{a} symbols are shown in segments of {n}, and come again in the next ones, {b} in all. Each is asked for but the first of a segment.</source>
        <translation>{a} 个符号分段给出，每段 {n} 个，随后各段中再次出现，共 {b} 个。除每段第一个外，都要求说出。</translation>
    </message>
    <message>
        <source>reverse {a}→{b} by {n}</source>
        <translation>倒序 {a}→{b}，每段 {n} 个</translation>
    </message>
    <message>
        <source>{a} symbols are shown in segments of {n}, and come backwards in the next ones. Each is asked for but the first of a segment.</source>
        <translation>{a} 个符号分段给出，每段 {n} 个，随后各段中倒序再次出现。除每段第一个外，都要求说出。</translation>
    </message>
    <message>
        <source>remember {n}</source>
        <translation>记住 {n} 对</translation>
    </message>
    <message>
        <source>{n} pairs of a key and a value, one a segment; then the value of one key is asked for.</source>
        <translation>{n} 对键与值，每段一对；最后问其中一个键的值。</translation>
    </message>
    <message>
        <source>rewrite {n}</source>
        <translation>改写 {n} 次</translation>
    </message>
    <message>
        <source>{n} pairs of a key and a value, one a segment; keys come again with other values, and the latest counts.</source>
        <translation>{n} 对键与值，每段一对；同一个键会带着别的值再次出现，以最后一次为准。</translation>
    </message>
    <message>
        <source>pairs {n}</source>
        <translation>键值 {n} 对</translation>
    </message>
    <message>
        <source>{n} pairs of a key and a value, many a segment; then the values of some keys are asked for.</source>
        <translation>{n} 对键与值，每段多对；最后问其中几个键的值。</translation>
    </message>
    <message>
        <source>n-th farthest of {n}</source>
        <translation>{n} 点中第 n 远</translation>
    </message>
    <message>
        <source>{n} points on a line, one a segment: which is the n-th farthest from one of them? What slots hold has to be compared.</source>
        <translation>一条线上的 {n} 个点，每段一个：离其中某点第 n 远的是哪个？各槽的内容必须相互比较。</translation>
    </message>
    <message>
        <source>passkey in {n}</source>
        <translation>{n} 段中的密钥</translation>
    </message>
    <message>
        <source>A key of some digits, hidden in {n} segments of noise, is asked for at the end.</source>
        <translation>一个由几位数字组成的密钥藏在 {n} 段噪声里，最后要求说出。</translation>
    </message>
    <message>
        <source>strings {n} back</source>
        <translation>{n} 段前的字串</translation>
    </message>
    <message>
        <source>Random strings are given names; one of {n} segments ago has to be said word by word.</source>
        <translation>随机字串各有名字；要逐词说出 {n} 段之前的一个。</translation>
    </message>
    <message>
        <source>names {n} back</source>
        <translation>{n} 段前的名字</translation>
    </message>
    <message>
        <source>Pairs of names among other words; {n} segments later one comes again, and the other is asked for.</source>
        <translation>其他词语之间的成对名字；{n} 段之后其中一个再次出现，要求说出另一个。</translation>
    </message>
    <message>
        <source>stories qa1</source>
        <translation>故事 qa1</translation>
    </message>
    <message>
        <source>People go from place to place, told between sentences of a novel. Where is one of them?</source>
        <translation>小说语句之间讲述人物四处走动。其中一人在哪里？</translation>
    </message>
    <message>
        <source>stories qa2</source>
        <translation>故事 qa2</translation>
    </message>
    <message>
        <source>People carry things about, told between sentences of a novel. Where is a thing?</source>
        <translation>小说语句之间讲述人物带着东西走动。某样东西在哪里？</translation>
    </message>
    <message>
        <source>stories qa3</source>
        <translation>故事 qa3</translation>
    </message>
    <message>
        <source>People carry things about, told between sentences of a novel. Where was a thing before?</source>
        <translation>小说语句之间讲述人物带着东西走动。某样东西之前在哪里？</translation>
    </message>
    <message>
        <source>stories qa4</source>
        <translation>故事 qa4</translation>
    </message>
    <message>
        <source>How rooms lie to each other, told between sentences of a novel. What lies north of one?</source>
        <translation>小说语句之间讲述各房间的方位。某个房间的北边是什么？</translation>
    </message>
    <message>
        <source>stories qa5</source>
        <translation>故事 qa5</translation>
    </message>
    <message>
        <source>People hand things to each other, told between sentences of a novel. Who gave what to whom?</source>
        <translation>小说语句之间讲述人物互相递东西。谁把什么给了谁？</translation>
    </message>
    <message>
        <source>BPTT depth 0</source>
        <translation>BPTT 深度 0</translation>
    </message>
    <message>
        <source>BPTT depth 1</source>
        <translation>BPTT 深度 1</translation>
    </message>
    <message>
        <source>BPTT depth 2</source>
        <translation>BPTT 深度 2</translation>
    </message>
    <message>
        <source>no recurrence</source>
        <translation>无递归</translation>
    </message>
    <message>
        <source>competing slots</source>
        <translation>槽竞争</translation>
    </message>
    <message>
        <source>slots apart</source>
        <translation>槽互不相见</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>no momentum</source>
        <translation>无动量</translation>
    </message>
    <message>
        <source>no correction</source>
        <translation>无修正</translation>
    </message>
</context>
<context>
    <name>data</name>
    <message>
        <source>Plain text</source>
        <translation>纯文本</translation>
    </message>
    <message>
        <source>Each row is a text; every word of it is learnt.</source>
        <translation>每行是一段文本，其中每个词都会被学习。</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Turns of a person and an assistant; the assistant&apos;s are learnt.</source>
        <translation>人与助手的轮流发言；学习助手的发言。</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>System text</source>
        <translation>系统文本</translation>
    </message>
    <message>
        <source>Messages before</source>
        <translation>之前的消息</translation>
    </message>
    <message>
        <source>Recommendations</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>What a person touched, and what was offered; the choice is learnt.</source>
        <translation>用户看过的内容与所提供的候选；学习其选择。</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>所选</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Queries and documents</source>
        <translation>查询与文档</translation>
    </message>
    <message>
        <source>The document that a query found is learnt; documents that do not fit are passed over.</source>
        <translation>学习查询所对应的文档；不相关的文档会略过。</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Relevance</source>
        <translation>相关度</translation>
    </message>
    <message>
        <source>Questions and answers</source>
        <translation>问答</translation>
    </message>
    <message>
        <source>Answers are learnt, after their context where there is one.</source>
        <translation>学习答案，若有上下文则先读上下文。</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Prompts and responses</source>
        <translation>提示与回复</translation>
    </message>
    <message>
        <source>Responses are learnt; instructions and their input are only read.</source>
        <translation>学习回复；指令及其输入只读不学。</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Translations</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>The translation is learnt after its source.</source>
        <translation>读过原文后学习译文。</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>译文</translation>
    </message>
    <message>
        <source>Summaries</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>The summary is learnt after its document.</source>
        <translation>读过文档后学习摘要。</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Texts with a number</source>
        <translation>带数值的文本</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Labelled texts</source>
        <translation>带标签的文本</translation>
    </message>
    <message>
        <source>Second label</source>
        <translation>第二个标签</translation>
    </message>
    <message>
        <source>Third label</source>
        <translation>第三个标签</translation>
    </message>
    <message>
        <source>Fourth label</source>
        <translation>第四个标签</translation>
    </message>
    <message>
        <source>Second text</source>
        <translation>第二段文本</translation>
    </message>
    <message>
        <source>The number is learnt as a written answer. With the objective &apos;say the number of a text&apos; a head of its own says it.</source>
        <translation>数值作为文字回答来学习。把目标设为“给出文本的数值”，就由专门的输出头给出。</translation>
    </message>
    <message>
        <source>The label is learnt after its text as a written answer. With the objective &apos;say the labels of a text&apos; a head for each column says it.</source>
        <translation>标签作为写在文本之后的回答来学习。目标选“说出文本的标签”时，每一列由一个专门的输出头来说。</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Byte pairs (BPE)</source>
        <translation>字节对（BPE）</translation>
    </message>
    <message>
        <source>Begins with bytes and joins the pairs that are met most; any text comes back to the letter, as in GPT-2 and Llama 3.</source>
        <translation>从字节开始，合并最常见的相邻对；任何文本都能一字不差地还原，与 GPT-2 和 Llama 3 相同。</translation>
    </message>
    <message>
        <source>Unigram</source>
        <translation>Unigram</translation>
    </message>
    <message>
        <source>Begins with many pieces of words and keeps those by which the text is most likely, as in T5; rare characters become bytes.</source>
        <translation>从大量词片开始，保留使文本概率最大的那些，与 T5 相同；罕见字符改用字节表示。</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Each byte is a token: nothing to learn, nothing unknown, and long sequences (a Chinese character is three).</source>
        <translation>每个字节是一个词元：无需学习，没有未知内容，但序列较长（一个汉字为三个）。</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>Each character of the text is a token; what is not in the text is unknown later.</source>
        <translation>文本中的每个字符是一个词元；文本中没有的字符以后视为未知。</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>The disk is full: {path} could not be written. Free some space, or choose another folder, and try again.</source>
        <translation>磁盘已满：无法写入 {path}。请腾出空间或换一个文件夹，然后重试。</translation>
    </message>
    <message>
        <source>{path} cannot be written: permission denied. Choose a folder that you may write to.</source>
        <translation>无法写入 {path}：没有权限。请选择你可以写入的文件夹。</translation>
    </message>
    <message>
        <source>{path} could not be written ({reason}).</source>
        <translation>无法写入 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>{path} could not be read ({reason}), so it is left as it is. Try again later.</source>
        <translation>无法读取 {path}（{reason}），因此保持原样。请稍后再试。</translation>
    </message>
    <message>
        <source>There is no text to train on in what was named.</source>
        <translation>所给的内容里没有可供训练的文本。</translation>
    </message>
    <message>
        <source>{model} does not say what it was made for. Measure it on text with --data PATH, or on stories with --task stories.</source>
        <translation>{model} 没有说明它的用途。请用 --data PATH 在文本上测量，或用 --task stories 在故事上测量。</translation>
    </message>
    <message>
        <source>{path} could not be read. {reason}</source>
        <translation>无法读取 {path}。{reason}</translation>
    </message>
    <message>
        <source>{path} holds {count} documents; there is no number {number}.</source>
        <translation>{path} 含 {count} 个文档；没有第 {number} 个。</translation>
    </message>
    <message>
        <source>The text that was given is not UTF-8. Write it to a file, and name that; its encoding is found out.</source>
        <translation>给出的文本不是 UTF-8。请把它写进文件，再给出文件名；文件的编码会自动识别。</translation>
    </message>
    <message>
        <source>Standard input is not UTF-8 text. Name a file instead; its encoding is found out.</source>
        <translation>标准输入不是 UTF-8 文本。请改为给出文件名，其编码会自动识别。</translation>
    </message>
    <message>
        <source>Standard input holds no text.</source>
        <translation>标准输入没有文本。</translation>
    </message>
    <message>
        <source>There is no text to measure on. {reasons}</source>
        <translation>没有可供测量的文本。{reasons}</translation>
    </message>
    <message>
        <source>{path}, which the run was trained on, is not there any more. Put it back, or measure on another text.</source>
        <translation>训练所用的 {path} 已不存在。请放回原处，或用别的文本测量。</translation>
    </message>
    <message>
        <source>{path} is not as it was when the run began, so what was held out cannot be told from what was learnt. Put the file back, or measure on another text.</source>
        <translation>{path} 与训练开始时不同，无法区分哪些是留出的、哪些是学过的。请恢复该文件，或用别的文本测量。</translation>
    </message>
    <message>
        <source>This run held nothing out: its text was too short to set a part aside. Measure on another text.</source>
        <translation>此训练没有留出任何部分：文本太短。请用别的文本测量。</translation>
    </message>
    <message>
        <source>{path} exists already. Name another place, or move it away.</source>
        <translation>{path} 已存在。请换一个位置，或把它移走。</translation>
    </message>
    <message>
        <source>The file was moved or deleted before it could be read. Drop it again from where it is now.</source>
        <translation>文件在读取之前被移动或删除了。请从它现在的位置重新拖放。</translation>
    </message>
    <message>
        <source>You may not read this file. Change its permissions, or drop a copy that you own.</source>
        <translation>你无权读取这个文件。请更改权限，或拖放一份属于你的副本。</translation>
    </message>
    <message>
        <source>The file could not be read ({reason}). Check the disk that it is on, and try again.</source>
        <translation>无法读取文件（{reason}）。请检查所在的磁盘，然后重试。</translation>
    </message>
    <message>
        <source>The file is not in the encoding that it began in; it was changed while it was read. Drop it again.</source>
        <translation>文件的编码前后不一致；它在读取时被改动了。请重新拖放。</translation>
    </message>
    <message>
        <source>There is not enough memory to read this file. Close other programs, or split it.</source>
        <translation>内存不足，无法读取这个文件。请关闭其他程序，或拆分文件。</translation>
    </message>
    <message>
        <source>The file could not be read ({reason}). It may be damaged; fetch or save it again.</source>
        <translation>无法读取该文件（{reason}）。文件可能已损坏，请重新获取或保存。</translation>
    </message>
    <message>
        <source>The file is empty and was left out. Check that it was saved.</source>
        <translation>文件是空的，已略过。请检查它是否已保存。</translation>
    </message>
    <message>
        <source>This file has {size:.2f} GB. Files of its kind have to be read whole, which works up to {limit:.2f} GB. Split it, or save it as text (.txt), or as JSON lines (.jsonl), one object a line.</source>
        <translation>此文件有 {size:.2f} GB。这类文件必须整个读入，最大 {limit:.2f} GB。请拆分文件，或另存为文本（.txt）或每行一个对象的 JSON 行（.jsonl）。</translation>
    </message>
    <message>
        <source>There are {count} languages of this text; {source} and {target} are read. Say which columns are the source and the target to read others.</source>
        <translation>该文本有 {count} 种语言，读取的是 {source} 和 {target}。若要读取其他语言，请指定哪一列是原文、哪一列是译文。</translation>
    </message>
    <message>
        <source>This archive lies in {count} others and was not unpacked. Unpack it yourself, and drop the folder.</source>
        <translation>该压缩包嵌套在 {count} 层压缩包之中，未解压。请自行解压后拖入文件夹。</translation>
    </message>
    <message>
        <source>There is nothing in this archive that can be read. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are.</source>
        <translation>该压缩包中没有可读取的内容。可读取的有：文本、HTML、PDF、Word、EPUB、源代码、JSON、CSV、Parquet、Arrow 及其压缩包。</translation>
    </message>
    <message>
        <source>This only stands for a file that Git LFS has not fetched. Run git lfs pull where it comes from, and drop it again.</source>
        <translation>这只是一个尚未由 Git LFS 取回的文件的占位符。请在其来源处运行 git lfs pull，然后重新拖入。</translation>
    </message>
    <message>
        <source>This is not a text file. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are read; convert it to one of them first.</source>
        <translation>这不是文本文件。可读取的有：文本、HTML、PDF、Word、EPUB、源代码、JSON、CSV、Parquet、Arrow 及其压缩包；请先转换为其中之一。</translation>
    </message>
    <message>
        <source>This is a {kind} file, not text. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are read; convert it to one of them first.</source>
        <translation>这是 {kind} 文件，不是文本。可读取的有：文本、HTML、PDF、Word、EPUB、源代码、JSON、CSV、Parquet、Arrow 及其压缩包；请先转换为其中之一。</translation>
    </message>
    <message>
        <source>All its text is in {other} already, so this file was left out.</source>
        <translation>它的全部文本已在 {other} 中，因此略过这个文件。</translation>
    </message>
    <message>
        <source>One document is the same as an earlier one and was left out.</source>
        <translation>有一个文档与前面的相同，已略过。</translation>
    </message>
    <message>
        <source>{count} documents are the same as earlier ones and were left out.</source>
        <translation>有 {count} 个文档与前面的相同，已略过。</translation>
    </message>
    <message>
        <source>There is nothing in this folder that can be read. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are.</source>
        <translation>该文件夹中没有可读取的内容。可读取的有：文本、HTML、PDF、Word、EPUB、源代码、JSON、CSV、Parquet、Arrow 及其压缩包。</translation>
    </message>
    <message>
        <source>This is a link to a folder and was not followed. Drop the folder itself if you want it.</source>
        <translation>这是指向文件夹的链接，没有跟随。如果需要，请拖放文件夹本身。</translation>
    </message>
    <message>
        <source>{other} is the same in the same language, so this file was left out.</source>
        <translation>{other} 是同一语言的同一内容，因此该文件已略过。</translation>
    </message>
    <message>
        <source>This link leads to nothing. Drop the file itself.</source>
        <translation>这个链接没有指向任何内容。请拖放文件本身。</translation>
    </message>
    <message>
        <source>There is no such file. Check its name, or whether it was moved.</source>
        <translation>没有这个文件。请检查名称，或它是否被移动了。</translation>
    </message>
    <message>
        <source>The file could not be opened ({reason}). Check its name and your permissions.</source>
        <translation>无法打开文件（{reason}）。请检查名称和你的权限。</translation>
    </message>
    <message>
        <source>This is a device, a pipe or a socket, not a file, and was not opened. Copy its text to a file.</source>
        <translation>这是设备、管道或套接字，不是文件，没有打开。请把其中的文本复制到文件中。</translation>
    </message>
    <message>
        <source>The folder could not be opened ({reason}). Check your permissions.</source>
        <translation>无法打开文件夹（{reason}）。请检查你的权限。</translation>
    </message>
    <message>
        <source>The text is too short to set a part aside, so the training will not be validated. Add more text.</source>
        <translation>文本太短，无法留出一部分，因此训练不会被验证。请添加更多文本。</translation>
    </message>
    <message>
        <source>The chat template of the model does not take these rows, so they are written plainly, as User: and Assistant:. Look at the preview.</source>
        <translation>该模型的对话模板无法处理这些行，因此以 User: 和 Assistant: 的朴素形式书写。请查看预览。</translation>
    </message>
    <message>
        <source>{count} more lines have problems of these kinds.</source>
        <translation>还有 {count} 行有这类问题。</translation>
    </message>
    <message>
        <source>This line is longer than {limit} million characters and was skipped.</source>
        <translation>这一行超过 {limit} 百万个字符，已跳过。</translation>
    </message>
    <message>
        <source>This line is not valid JSON ({reason}) and was skipped.</source>
        <translation>这一行不是有效的 JSON（{reason}），已跳过。</translation>
    </message>
    <message>
        <source>This line is not an object with fields and was skipped.</source>
        <translation>这一行不是带字段的对象，已跳过。</translation>
    </message>
    <message>
        <source>A quotation mark in this row is never closed. From this row on, quotation marks were read as any other character. Close the quotation, or double the mark.</source>
        <translation>此行中的一个引号始终未闭合。从此行起，引号按普通字符读取。请补上引号，或将该引号写两次。</translation>
    </message>
    <message>
        <source>This line has no text in the field &apos;{field}&apos; and was skipped.</source>
        <translation>这一行的字段“{field}”中没有文本，已跳过。</translation>
    </message>
    <message>
        <source>{count} parts of messages are no text (pictures, say) and were left out; the first of them is in row {line}.</source>
        <translation>有 {count} 个消息部分不是文本（例如图片），已略去；第一个在第 {line} 行。</translation>
    </message>
    <message>
        <source>No field has one of the usual names ({names}); &apos;{field}&apos; is read, which holds the most text. If that is wrong, name the field, or call it &apos;text&apos; in the file.</source>
        <translation>没有常用名称（{names}）的字段；已读取文本最多的“{field}”。如果不对，请指定字段，或在文件中把它命名为 text。</translation>
    </message>
    <message>
        <source>This line holds control characters only and was skipped.</source>
        <translation>这一行只有控制字符，已跳过。</translation>
    </message>
    <message>
        <source>This line has {count} characters that are not valid {encoding} or cannot be shown; they were replaced or left out.</source>
        <translation>这一行有 {count} 个字符不是有效的 {encoding} 或无法显示；已替换或略去。</translation>
    </message>
    <message>
        <source>Nothing can be learnt from any row, read as {kind}. Say what the rows mean, and name the columns.</source>
        <translation>按 {kind} 读取时，没有一行可供学习。请说明各行的含义，并指定各列。</translation>
    </message>
    <message>
        <source>No row has text in the field &apos;{field}&apos;. Name another field.</source>
        <translation>没有一行在字段“{field}”中有文本。请指定其他字段。</translation>
    </message>
    <message>
        <source>No row has a field with text. Put each text in a field &apos;text&apos;.</source>
        <translation>没有一行含文本字段。请把每段文本放在字段“text”中。</translation>
    </message>
    <message>
        <source>No line is a JSON object. Write one object a line: {example}, or save it as .txt.</source>
        <translation>没有一行是 JSON 对象。请每行写一个对象：{example}，或保存为 .txt。</translation>
    </message>
    <message>
        <source>{count} places in the file are not valid {encoding} and were replaced by �. If the text looks wrong, save the file as UTF-8.</source>
        <translation>文件中有 {count} 处不是有效的 {encoding}，已替换为 �。如果文本看起来不对，请把文件保存为 UTF-8。</translation>
    </message>
    <message>
        <source>{count} control characters, which cannot be shown, were left out.</source>
        <translation>{count} 个无法显示的控制字符已略去。</translation>
    </message>
    <message>
        <source>The file holds no text, only blanks, and was left out. Check that it was saved whole.</source>
        <translation>文件里没有文本，只有空白，已略过。请检查它是否完整保存。</translation>
    </message>
    <message>
        <source>There is too little text: not even two tokens in a row. Add more.</source>
        <translation>文本太少：连两个连续的词元都没有。请添加更多。</translation>
    </message>
    <message>
        <source>There is nothing to learn in these rows: no answer has a word. Look at the preview, and say what the columns mean.</source>
        <translation>这些行没有可学习的内容：答案全为空。请查看预览，并说明各列的含义。</translation>
    </message>
    <message>
        <source>A library gave up on this text: {reason}. The model&apos;s tokenizer may have a pattern that is never done with it; use another model, or another text.</source>
        <translation>一个库放弃了处理这段文本：{reason}。模型的分词器可能含有对它永远匹配不完的模式；请换一个模型，或换一段文本。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>This is not a stored evaluation of story recall ({reason}).</source>
        <translation>这不是已存的故事回忆评估（{reason}）。</translation>
    </message>
    <message>
        <source>The text is empty; there is nothing to read.</source>
        <translation>文本是空的，没有可读的内容。</translation>
    </message>
    <message>
        <source>{path} is too large to be read here. Use: memstudio trace MODEL FILE --out T.zarr, and open the trace.</source>
        <translation>{path} 太大，无法在这里读取。请用：memstudio trace MODEL FILE --out T.zarr，然后打开该轨迹。</translation>
    </message>
    <message>
        <source>There is no text in {path}.</source>
        <translation>{path} 中没有文本。</translation>
    </message>
    <message>
        <source>The trace {path} could not be opened; the log has the details.</source>
        <translation>无法打开轨迹 {path}；详情见日志。</translation>
    </message>
    <message>
        <source>This model has a memory already (&apos;{kind}&apos;). Open the model it was made from to attach another.</source>
        <translation>这个模型已有记忆（“{kind}”）。要加上另一种，请打开它的原模型。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; stands between an encoder and a decoder, and {model} has no encoder. Take a model such as BART, T5 or Marian, or another memory.</source>
        <translation>记忆“{kind}”位于编码器和解码器之间，而 {model} 没有编码器。请选用 BART、T5 或 Marian 之类的模型，或另一种记忆。</translation>
    </message>
    <message>
        <source>{model} is not a causal language model (it has no output layer over words, or an encoder), so the memory &apos;{kind}&apos; cannot be attached.</source>
        <translation>{model} 不是因果语言模型（没有对词的输出层，或有编码器），因此不能加上记忆“{kind}”。</translation>
    </message>
    <message>
        <source>A segment of {length} tokens is too short; take at least 2.</source>
        <translation>{length} 个词元的片段太短；至少取 2 个。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is {value}; it must be a whole number from {least} to {most}.</source>
        <translation>“{name}”为 {value}，但必须是 {least} 到 {most} 之间的整数。</translation>
    </message>
    <message>
        <source>{slots} slots take {taken} places, which leaves no room for a segment in this model&apos;s window of {window}. Take fewer slots.</source>
        <translation>{slots} 个槽占用 {taken} 个位置，这个模型长 {window} 的窗口里就没有片段的位置了。请减少槽数。</translation>
    </message>
    <message>
        <source>Segments of {length} tokens and {memory} memory tokens do not fit this model&apos;s window of {window}. Take segments of at most {most}, or fewer slots.</source>
        <translation>{length} 个词元的片段加 {memory} 个记忆词元，超出模型的窗口 {window}。片段最多取 {most} 个词元，或减少槽数。</translation>
    </message>
    <message>
        <source>Segments of {length} tokens do not fit this model&apos;s window of {window}. Take segments of at most {most}.</source>
        <translation>长 {length} 个词元的片段放不进这个模型长 {window} 的窗口。请取最多 {most} 个词元的片段。</translation>
    </message>
    <message>
        <source>{model} gives no attention weights (&apos;{implementation}&apos; attention), so its memory cannot be traced.</source>
        <translation>{model} 不给出注意力权重（“{implementation}”注意力），因此无法记录它的记忆。</translation>
    </message>
    <message>
        <source>{model} cannot be given the memory &apos;{kind}&apos;: it does not read vectors under a mask, as this memory needs (a model without attention, or one whose positions are part of its mask).</source>
        <translation>无法给 {model} 加上记忆“{kind}”：它不能像这种记忆所需的那样，在掩码下读取向量（没有注意力的模型，或位置信息包含在掩码里的模型）。</translation>
    </message>
    <message>
        <source>{model} gives no finite numbers for four words as a trial: its weights are damaged, or too large for the precision they are opened in.</source>
        <translation>{model} 在试读四个词时给出的不是有限的数：它的权重已损坏，或对打开时所用的精度来说太大。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; needs at least one slot; {slots} were asked for.</source>
        <translation>记忆“{kind}”至少需要一个槽；要求的是 {slots} 个。</translation>
    </message>
    <message>
        <source>The memory state has read words that this model does not know. Open the model it was saved with.</source>
        <translation>这个记忆状态读过这个模型不认识的词。请打开保存它时所用的模型。</translation>
    </message>
    <message>
        <source>This model has no head that says numbers. Train it with the objective &apos;regression&apos; first.</source>
        <translation>该模型没有给出数值的输出头。请先以“regression”为目标训练它。</translation>
    </message>
    <message>
        <source>This model has no heads that label a text. Train it with the objective &apos;classification&apos; first.</source>
        <translation>这个模型没有给文本打标签的输出头。请先用目标“classification”训练它。</translation>
    </message>
    <message>
        <source>The memory state holds {theirs} streams and the text {ours}; they must be equal.</source>
        <translation>记忆状态含 {theirs} 路，文本有 {ours} 路；两者必须相等。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; has no encoder that could read a source of its own.</source>
        <translation>记忆“{kind}”没有可读取单独源文本的编码器。</translation>
    </message>
    <message>
        <source>This memory state belongs to another model: its memory is of the kind {theirs}, that of the open model is {ours}. Open the model it was saved with.</source>
        <translation>这个记忆状态属于另一个模型：它的记忆类型是 {theirs}，而打开的模型是 {ours}。请打开保存它时所用的模型。</translation>
    </message>
    <message>
        <source>This memory state belongs to another model: its memory has {theirs} slots, that of the open model has {ours}. Open the model it was saved with.</source>
        <translation>这个记忆状态属于另一个模型：它的记忆有 {theirs} 个槽，而打开的模型有 {ours} 个。请打开保存它时所用的模型。</translation>
    </message>
    <message>
        <source>This memory state belongs to another model: its vectors have {theirs} numbers, those of the open model have {ours}. Open the model it was saved with.</source>
        <translation>这个记忆状态属于另一个模型：它的向量有 {theirs} 个数，而打开的模型有 {ours} 个。请打开保存它时所用的模型。</translation>
    </message>
    <message>
        <source>This memory state belongs to another model: that was a {theirs}, and the open one is a {ours}. Open the model it was saved with.</source>
        <translation>这个记忆状态属于另一个模型：那是 {theirs}，而打开的是 {ours}。请打开保存它时所用的模型。</translation>
    </message>
    <message>
        <source>This memory state belongs to another model: that had {theirs} layers, and the open one has {ours}. Open the model it was saved with.</source>
        <translation>这个记忆状态属于另一个模型：那个有 {theirs} 层，而打开的有 {ours} 层。请打开保存它时所用的模型。</translation>
    </message>
    <message>
        <source>This memory state belongs to another model: that read segments of {theirs} tokens, and the open one reads {ours}. Open the model it was saved with.</source>
        <translation>这个记忆状态属于另一个模型：那个每次读 {theirs} 个词元的片段，而打开的每次读 {ours} 个。请打开保存它时所用的模型。</translation>
    </message>
    <message>
        <source>This memory state belongs to another model ({theirs}); the open one is {ours}. Open the model it was saved with.</source>
        <translation>这个记忆状态属于另一个模型（{theirs}）；打开的是 {ours}。请打开保存它时的模型。</translation>
    </message>
    <message>
        <source>The memory state holds values that are not numbers (in &apos;{name}&apos;). It is damaged; reset the memory, or load another state.</source>
        <translation>记忆状态含有不是数字的值（在“{name}”中）。它已损坏；请重置记忆，或载入另一个状态。</translation>
    </message>
    <message>
        <source>The parts of the memory state do not go together. It is damaged; reset the memory, or load another state.</source>
        <translation>这个记忆状态的各部分互相矛盾，已经损坏。请重置记忆，或载入另一个状态。</translation>
    </message>
    <message>
        <source>{path} is not a memory state of MemStudio.</source>
        <translation>{path} 不是 MemStudio 的记忆状态。</translation>
    </message>
    <message>
        <source>{path} could not be read as a memory state ({reason}).</source>
        <translation>无法把 {path} 读作记忆状态（{reason}）。</translation>
    </message>
    <message>
        <source>{name} is defined by Python code of its own (auto_map in config.json), which MemStudio never runs. Use a model of an architecture that transformers has built in.</source>
        <translation>{name} 由它自带的 Python 代码定义（config.json 中的 auto_map），MemStudio 从不运行这类代码。请使用 transformers 内置架构的模型。</translation>
    </message>
    <message>
        <source>{name} is of the architecture &apos;{model_type}&apos;, which the installed transformers does not know. Update transformers, or open another model.</source>
        <translation>{name} 的架构是“{model_type}”，已安装的 transformers 不认识它。请更新 transformers，或打开其他模型。</translation>
    </message>
    <message>
        <source>{name} ({kind}) is not a causal language model, nor one with an encoder and a decoder: it writes no text. Open a model such as Llama, Qwen, Gemma, GPT-2, BART or T5.</source>
        <translation>{name}（{kind}）既不是因果语言模型，也不是带编码器和解码器的模型：它不写文本。请打开 Llama、Qwen、Gemma、GPT-2、BART 或 T5 之类的模型。</translation>
    </message>
    <message>
        <source>There is no model at &apos;{path}&apos;. Check the path; it may have been moved.</source>
        <translation>“{path}”处没有模型。请检查路径；它可能已被移动。</translation>
    </message>
    <message>
        <source>The bundled model is not in this installation ({path} is missing). Install MemStudio again.</source>
        <translation>这次安装中没有附带的模型（缺少 {path}）。请重新安装 MemStudio。</translation>
    </message>
    <message>
        <source>{path} is not a model. Choose a folder with config.json, or a .gguf file.</source>
        <translation>{path} 不是模型。请选择含 config.json 的文件夹，或 .gguf 文件。</translation>
    </message>
    <message>
        <source>&apos;{id}&apos; is neither a file here nor in the Hugging Face cache ({cache}). Allow going online (in the dialog that opens models, or with --online) to download it, or fetch it with: hf download {id}</source>
        <translation>“{id}”既不是这里的文件，也不在 Hugging Face 缓存（{cache}）中。请允许联网（在打开模型的对话框中，或用 --online）下载它，或用以下命令获取：hf download {id}</translation>
    </message>
    <message>
        <source>{path} is one of {count} parts of a model. Join them with llama-gguf-split --merge, and open the result.</source>
        <translation>{path} 是模型 {count} 个部分之一。请用 llama-gguf-split --merge 合并，再打开结果。</translation>
    </message>
    <message>
        <source>{path} holds no model: there are no weights in it.</source>
        <translation>{path} 没有模型：其中没有权重。</translation>
    </message>
    <message>
        <source>{path} has no tokenizer inside, so text cannot be turned into tokens. Fetch a GGUF file of a language model.</source>
        <translation>{path} 里没有分词器，无法把文本变成词元。请获取语言模型的 GGUF 文件。</translation>
    </message>
    <message>
        <source>{path} is damaged: it is not valid JSON ({reason}). Fetch the model again.</source>
        <translation>{path} 已损坏：不是有效的 JSON（{reason}）。请重新获取模型。</translation>
    </message>
    <message>
        <source>{path} is damaged: it does not hold a configuration. Fetch the model again.</source>
        <translation>{path} 已损坏：其中没有配置。请重新获取模型。</translation>
    </message>
    <message>
        <source>{path} does not name a model_type, so it is not known what kind of model this is. Fetch the model again, or save it with a current transformers.</source>
        <translation>{path} 没有给出 model_type，因此不知道它是哪种模型。请重新获取模型，或用新版 transformers 保存它。</translation>
    </message>
    <message>
        <source>{path} has no config.json. To open a GGUF file in it, choose the file itself: {names}.</source>
        <translation>{path} 没有 config.json。要打开其中的 GGUF 文件，请选择文件本身：{names}。</translation>
    </message>
    <message>
        <source>{path} is a program of one step, exported for use without MemStudio; its README.md says how. To go on here, open the model that it was made of.</source>
        <translation>{path} 是导出的单步程序，供不用 MemStudio 时使用，用法见其中的 README.md。要在这里继续，请打开它所出自的模型。</translation>
    </message>
    <message>
        <source>{path} is not a model: it has no config.json. Choose the folder that holds config.json and the weights.</source>
        <translation>{path} 不是模型：没有 config.json。请选择含有 config.json 和权重的文件夹。</translation>
    </message>
    <message>
        <source>{path} holds the weights as several processes wrote them in training ({names}), which are not opened. Save them as a whole first: model.save_pretrained(new_folder).</source>
        <translation>{path} 里的权重是训练中由几个进程分别写下的（{names}），无法打开。请先整体保存：model.save_pretrained(new_folder)。</translation>
    </message>
    <message>
        <source>The weights of {path} are pickles ({names}), which can run code when opened, so MemStudio refuses them. Convert them to safetensors once, on a computer where you trust them: AutoModelForCausalLM.from_pretrained(folder).save_pretrained(new_folder).</source>
        <translation>{path} 的权重是 pickle（{names}），打开时可能运行代码，因此 MemStudio 拒绝打开。请在你信任它们的电脑上转换一次为 safetensors：AutoModelForCausalLM.from_pretrained(folder).save_pretrained(new_folder)。</translation>
    </message>
    <message>
        <source>{path} has no weights: model.safetensors is missing. Fetch the model again.</source>
        <translation>{path} 没有权重：缺少 model.safetensors。请重新获取模型。</translation>
    </message>
    <message>
        <source>{path} is a link that leads out of the model&apos;s folder, to {target}. Only weights in the folder are opened: put the file itself there, or open the folder that it is in.</source>
        <translation>{path} 是一个链接，指向模型文件夹之外的 {target}。只会打开文件夹内的权重：请把文件本身放进去，或打开它所在的文件夹。</translation>
    </message>
    <message>
        <source>{path} is damaged: it does not list the weight files. Fetch the model again.</source>
        <translation>{path} 已损坏：没有列出权重文件。请重新获取模型。</translation>
    </message>
    <message>
        <source>{path} names &apos;{name}&apos; as a weight file. Only safetensors files in the model&apos;s own folder are opened.</source>
        <translation>{path} 把“{name}”列为权重文件。只打开模型自己文件夹里的 safetensors 文件。</translation>
    </message>
    <message>
        <source>{path} lacks {count} of {total} weight files: {names}. Fetch the model again.</source>
        <translation>{path} 缺少 {total} 个权重文件中的 {count} 个：{names}。请重新获取模型。</translation>
    </message>
    <message>
        <source>{path} has no tokenizer (tokenizer.json is missing), so text cannot be turned into tokens. Copy the tokenizer&apos;s files into the folder.</source>
        <translation>{path} 没有分词器（缺少 tokenizer.json），无法把文本变成词元。请把分词器的文件复制到文件夹中。</translation>
    </message>
    <message>
        <source>There is no device &apos;{wanted}&apos; here. There are: {names}.</source>
        <translation>这里没有设备“{wanted}”。有：{names}。</translation>
    </message>
    <message>
        <source>The converted model needs {needed:.1f} GiB in {path}, where {free:.1f} GiB are free. Free some space, or set MEMSTUDIO_HOME to a folder on a larger disk.</source>
        <translation>转换后的模型在 {path} 需要 {needed:.1f} GiB，那里只有 {free:.1f} GiB 空闲。请腾出空间，或把 MEMSTUDIO_HOME 设为更大磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>{path} is of the architecture &apos;{architecture}&apos;, which transformers cannot read from GGUF. Open the model&apos;s original folder of safetensors instead.</source>
        <translation>{path} 的架构是“{architecture}”，transformers 无法从 GGUF 读取它。请改为打开模型原来的 safetensors 文件夹。</translation>
    </message>
    <message>
        <source>{path} could not be converted ({reason}). Open the model&apos;s original folder of safetensors instead.</source>
        <translation>无法转换 {path}（{reason}）。请改为打开模型原来的 safetensors 文件夹。</translation>
    </message>
    <message>
        <source>{path} is empty. Fetch the file again.</source>
        <translation>{path} 是空的。请重新获取文件。</translation>
    </message>
    <message>
        <source>{path} is not a GGUF file: it does not begin like one.</source>
        <translation>{path} 不是 GGUF 文件：开头不符。</translation>
    </message>
    <message>
        <source>{path} is damaged or was not copied completely. Fetch the file again.</source>
        <translation>{path} 已损坏或没有复制完整。请重新获取文件。</translation>
    </message>
    <message>
        <source>{path} is GGUF of version {version}, which cannot be read (2 and 3 can). Convert it with a current llama.cpp, or fetch a newer file.</source>
        <translation>{path} 是第 {version} 版 GGUF，无法读取（可读第 2 和第 3 版）。请用新版 llama.cpp 转换，或获取更新的文件。</translation>
    </message>
    <message>
        <source>&apos;{id}&apos; has no safetensors weights on the Hub, and others are not opened because they can run code. Choose a model with safetensors; most have a copy that does.</source>
        <translation>“{id}”在 Hub 上没有 safetensors 权重，其他格式可能运行代码，因此不打开。请选择有 safetensors 的模型；多数模型都有这样的副本。</translation>
    </message>
    <message>
        <source>&apos;{id}&apos; is only given to people who accepted its terms. Accept them on its page on the Hub, sign in with: hf auth login, and try again.</source>
        <translation>“{id}”只提供给接受其条款的人。请在它的 Hub 页面上接受条款，用 hf auth login 登录，然后重试。</translation>
    </message>
    <message>
        <source>The Hub has no model &apos;{id}&apos;, or it is private. Check the name; for a private model sign in with: hf auth login</source>
        <translation>Hub 上没有模型“{id}”，或它是私有的。请检查名称；私有模型请先登录：hf auth login</translation>
    </message>
    <message>
        <source>&apos;{id}&apos; was not downloaded, because the environment variable HF_HUB_OFFLINE forbids it. Unset it and start again.</source>
        <translation>没有下载“{id}”，因为环境变量 HF_HUB_OFFLINE 禁止下载。请取消设置后重新启动。</translation>
    </message>
    <message>
        <source>&apos;{id}&apos; could not be downloaded ({reason}). Check the connection and the space on the disk, or open a local folder.</source>
        <translation>无法下载“{id}”（{reason}）。请检查网络连接和磁盘空间，或打开本地文件夹。</translation>
    </message>
    <message>
        <source>{name} is no folder of a sentence encoder: it has no config.json. Name a folder such as that of all-MiniLM-L6-v2.</source>
        <translation>{name} 不是句子编码器的文件夹：其中没有 config.json。请指定例如 all-MiniLM-L6-v2 的文件夹。</translation>
    </message>
    <message>
        <source>{name} writes text; it is no sentence encoder. Open it as the model instead, whose own vectors are used then.</source>
        <translation>{name} 是写文本的模型，不是句子编码器。请把它作为模型打开，然后使用它自身的向量。</translation>
    </message>
    <message>
        <source>{name} cannot be opened: {count} of its tensors are not in its files ({first}, …). They may be of another kind of model, or damaged; fetch the model again.</source>
        <translation>无法打开 {name}：文件中缺少它的 {count} 个张量（{first}，……）。文件可能属于另一种模型，或已损坏；请重新获取模型。</translation>
    </message>
    <message>
        <source>{name} needs Python code that comes with it (its tokenizer or its model), which MemStudio never runs. Use a model that transformers has built in.</source>
        <translation>{name} 需要它自带的 Python 代码（分词器或模型），MemStudio 从不运行这类代码。请使用 transformers 内置的模型。</translation>
    </message>
    <message>
        <source>{name} is quantised ({method}), and could not be opened here: {reason}. Open the model that it was made of, or a GGUF file of it.</source>
        <translation>{name} 是量化过的模型（{method}），在这里无法打开：{reason}。请打开它的原始模型，或它的 GGUF 文件。</translation>
    </message>
    <message>
        <source>{name} could not be loaded: {reason}. Its files may be damaged or belong to different models; fetch the model again.</source>
        <translation>无法载入 {name}：{reason}。它的文件可能已损坏或属于不同的模型；请重新获取模型。</translation>
    </message>
    <message>
        <source>{name} needs {needed:.1f} GiB, which {device} could not give. Close other programs, choose another device, or open a smaller model.</source>
        <translation>{name} 需要 {needed:.1f} GiB，{device} 无法提供。请关闭其他程序，换一个设备，或打开更小的模型。</translation>
    </message>
    <message>
        <source>{name} needs {needed:.1f} GiB, and {device} has {free:.1f} GiB free. Close other programs, choose another device, or open a smaller model.</source>
        <translation>{name} 需要 {needed:.1f} GiB，而 {device} 只有 {free:.1f} GiB 空闲。请关闭其他程序，换一个设备，或打开更小的模型。</translation>
    </message>
    <message>
        <source>{path} could not be read ({reason}). Check that it is still there and that you may read it.</source>
        <translation>无法读取 {path}（{reason}）。请检查它是否还在，以及你是否有权读取。</translation>
    </message>
    <message>
        <source>architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>size</source>
        <translation>规模</translation>
    </message>
    <message>
        <source>There is no {what} called &apos;{name}&apos;. Did you mean &apos;{close}&apos;?</source>
        <translation>没有名为“{name}”的 {what}。你是指“{close}”吗？</translation>
    </message>
    <message>
        <source>There is no {what} called &apos;{name}&apos;. There are: {names}.</source>
        <translation>没有名为“{name}”的 {what}。有：{names}。</translation>
    </message>
    <message>
        <source>The settings in {path} could not be read ({reason}); the usual ones are taken.</source>
        <translation>无法读取 {path} 中的设置（{reason}）；改用默认设置。</translation>
    </message>
    <message>
        <source>The settings were damaged; the usual ones are taken. What was there is in {path}.</source>
        <translation>设置已损坏；改用默认设置。原来的内容在 {path} 中。</translation>
    </message>
    <message>
        <source>There is no memory to save yet.</source>
        <translation>还没有可保存的记忆。</translation>
    </message>
    <message>
        <source>The open model has no memory to load into.</source>
        <translation>打开的模型没有可载入的记忆。</translation>
    </message>
    <message>
        <source>The memory state holds {theirs} streams of text; a conversation has one.</source>
        <translation>这个记忆状态含有 {theirs} 条文本流，而一个对话只有一条。</translation>
    </message>
    <message>
        <source>{name} has an encoder, and writes on from its beginning only. Give it the memory &apos;nlm&apos; (New model) to use it here.</source>
        <translation>{name} 带有编码器，只能从头写起。要在这里使用，请给它加上记忆“nlm”（新建模型）。</translation>
    </message>
    <message>
        <source>There is nothing to continue: the text is empty.</source>
        <translation>没有可续写的内容：文本是空的。</translation>
    </message>
    <message>
        <source>This model cannot be asked about the stories: to its tokenizer &apos;{place}&apos; is more than one token.</source>
        <translation>无法向这个模型提问故事：在它的分词器中“{place}”不止一个词元。</translation>
    </message>
    <message>
        <source>This model has no slots, so that there is no memory to change. Open one with a memory.</source>
        <translation>此模型没有槽，因此没有可改动的记忆。请打开一个带记忆的模型。</translation>
    </message>
    <message>
        <source>There is no slot {slot}: this model has {number}.</source>
        <translation>没有槽 {slot}：这个模型有 {number} 个。</translation>
    </message>
    <message>
        <source>No prediction was made for token {token}: the text has one token, so choose 1, for what would come next.</source>
        <translation>词元 {token} 没有对应的预测：文本只有一个词元，请选择 1，表示接下来会出现的词元。</translation>
    </message>
    <message>
        <source>No prediction was made for token {token}: choose one from 1 to {last}, or {next} for what would come next.</source>
        <translation>词元 {token} 没有对应的预测：请选择 1 到 {last}，或用 {next} 表示接下来会出现的词元。</translation>
    </message>
    <message>
        <source>There is no segment {segment}: this text has {number}.</source>
        <translation>没有片段 {segment}：这段文本有 {number} 个。</translation>
    </message>
    <message>
        <source>The trace {path} has no &apos;{name}&apos;: the memory &apos;{kind}&apos; gave none when it was recorded.</source>
        <translation>轨迹 {path} 没有“{name}”：记录时记忆“{kind}”没有给出。</translation>
    </message>
    <message>
        <source>{path} was recorded by a newer MemStudio (trace format {theirs}; this one reads up to {ours}). Update MemStudio to open it.</source>
        <translation>{path} 由更新的 MemStudio 记录（轨迹格式 {theirs}；这个版本最高读到 {ours}）。请更新 MemStudio 后打开。</translation>
    </message>
    <message>
        <source>The trace {path} is damaged (in &apos;{name}&apos;). Record it again.</source>
        <translation>轨迹 {path} 已损坏（在“{name}”中）。请重新记录。</translation>
    </message>
    <message>
        <source>There is no trace at {path}.</source>
        <translation>{path} 处没有轨迹。</translation>
    </message>
    <message>
        <source>{path} is not a trace of MemStudio. Choose a folder made by `memstudio trace`, or one in the `traces` of a run.</source>
        <translation>{path} 不是 MemStudio 的轨迹。请选择由 `memstudio trace` 生成的文件夹，或训练的 `traces` 中的文件夹。</translation>
    </message>
    <message>
        <source>{path} exists and is not a trace, so it was left as it is. Choose another name for the trace.</source>
        <translation>{path} 已存在且不是轨迹，因此保持原样。请为轨迹另选一个名称。</translation>
    </message>
    <message>
        <source>The tokenizer {name} does not say where its tokens lie in the text, so a trace cannot show them. Use a model with a `tokenizer.json`.</source>
        <translation>分词器 {name} 不说明词元在文本中的位置，因此轨迹无法显示它们。请使用有 `tokenizer.json` 的模型。</translation>
    </message>
    <message>
        <source>There is nothing to read: the text is empty. Give a text with at least one word.</source>
        <translation>没有可读的内容：文本是空的。请给出至少一个词的文本。</translation>
    </message>
    <message>
        <source>The checkpoint {path} is damaged ({reason}). Delete it, and the run goes on from the one before.</source>
        <translation>检查点 {path} 已损坏（{reason}）。删除它，训练会从前一个继续。</translation>
    </message>
    <message>
        <source>The weights in {path} could not be read ({reason}).</source>
        <translation>无法读取 {path} 中的权重（{reason}）。</translation>
    </message>
    <message>
        <source>The weights in {path} are those of another model (&apos;{name}&apos; does not fit).</source>
        <translation>{path} 中的权重属于另一个模型（“{name}”不符）。</translation>
    </message>
    <message>
        <source>There is no text to train on. Name a file or a folder.</source>
        <translation>没有可供训练的文本。请给出文件或文件夹。</translation>
    </message>
    <message>
        <source>{path} is not as it was when the run began, so the run cannot go on as it would have. Put the file back, or start a new run.</source>
        <translation>{path} 与训练开始时不同，因此训练无法按原样继续。请放回原来的文件，或开始新的训练。</translation>
    </message>
    <message>
        <source>{path} is read as {now} documents by this version, and was read as {before} when the run began, so the run cannot go on as it would have. Start a new run with its model.</source>
        <translation>这个版本把 {path} 读作 {now} 篇文档，而训练开始时读作 {before} 篇，因此训练无法按原样继续。请用它的模型开始新的训练。</translation>
    </message>
    <message>
        <source>{path} was not read when the run began, so the run cannot go on as it would have. Take the file away, or start a new run.</source>
        <translation>训练开始时没有读取 {path}，因此训练无法按原样继续。请移走该文件，或开始新的训练。</translation>
    </message>
    <message>
        <source>There is no text in what was named. Name text files, or a folder that holds some.</source>
        <translation>所给的内容里没有文本。请给出文本文件，或含有文本的文件夹。</translation>
    </message>
    <message>
        <source>There is no text to train on. {path}: {problem}</source>
        <translation>没有可供训练的文本。{path}：{problem}</translation>
    </message>
    <message>
        <source>{path} could not be read ({reason}).</source>
        <translation>无法读取 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>{path} is the configuration of a model with a memory. Name that of a plain model: the memory is chosen apart.</source>
        <translation>{path} 是带记忆模型的配置。请指定普通模型的配置：记忆另行选择。</translation>
    </message>
    <message>
        <source>No {model_type} can be made with these numbers: {reason}. Change the configuration.</source>
        <translation>无法用这些数值创建 {model_type}：{reason}。请修改配置。</translation>
    </message>
    <message>
        <source>{path} is not a TOML file that can be read: {reason}.</source>
        <translation>{path} 不是可读的 TOML 文件：{reason}。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; cannot be {value}; it may be {choices}.</source>
        <translation>“{setting}”不能是 {value}；可以是 {choices}。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; is {value}; it must be a list, such as [{value}].</source>
        <translation>“{setting}”是 {value}；它必须是列表，例如 [{value}]。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; is {value}; it must be at least {limit}.</source>
        <translation>“{setting}”是 {value}；必须至少为 {limit}。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; is {value}; it must be more than {limit}.</source>
        <translation>“{setting}”是 {value}；必须大于 {limit}。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; is {value}; it must be at most {limit}.</source>
        <translation>“{setting}”是 {value}；必须至多为 {limit}。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; cannot be {value}: {reason}.</source>
        <translation>“{setting}”不能是 {value}：{reason}。</translation>
    </message>
    <message>
        <source>A step of this run reads {samples} samples, and {batch} at once with an accumulation of {accumulation} would make {other}. Choose numbers whose product is {samples}, or branch a run.</source>
        <translation>这个训练的一步读 {samples} 个样本，而每批 {batch} 个、累积 {accumulation} 次会读 {other} 个。选乘积为 {samples} 的数，或者分出一个分支。</translation>
    </message>
    <message>
        <source>The branch begins after step {step}, and the run has {steps} steps: none is left. Give it more, such as steps={more}.</source>
        <translation>分支从第 {step} 步之后开始，而训练只有 {steps} 步：没有剩下的了。给它更多步，例如 steps={more}。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; cannot be another where samples are packed: the packs would hold other samples, and some would be read twice. Start a new run to change that.</source>
        <translation>样本打包时不能改“{setting}”：包里会是别的样本，有些会读两次。要改它，开始一个新的训练。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; cannot be another when a run goes on: it would not come to what it would have come to. Branch a run from it to change that.</source>
        <translation>继续训练时不能改“{setting}”：结果会与原来的不同。要改它，从这个训练分出一个分支。</translation>
    </message>
    <message>
        <source>There is no setting &apos;{setting}&apos;. Did you mean &apos;{close}&apos;?</source>
        <translation>没有设置项“{setting}”。你是指“{close}”吗？</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; cannot be another in a branch: weights, optimiser and place in the text depend on it. These can: {names}.</source>
        <translation>分支里不能改“{setting}”：权重、优化器和在文本中的位置取决于它。可以改的有：{names}。</translation>
    </message>
    <message>
        <source>&apos;{setting}&apos; cannot be another when a run goes on. These can: {names}.</source>
        <translation>继续训练时不能改“{setting}”。可以改的有：{names}。</translation>
    </message>
    <message>
        <source>There is no setting &apos;{setting}&apos;. There are: {names}.</source>
        <translation>没有设置项“{setting}”。有：{names}。</translation>
    </message>
    <message>
        <source>{path} is not the folder of a run: it has no run.toml.</source>
        <translation>{path} 不是训练的文件夹：其中没有 run.toml。</translation>
    </message>
    <message>
        <source>The run {name} is being trained already, here or by another program. Stop it there first.</source>
        <translation>训练 {name} 已在进行，在这里或在其他程序中。请先在那里停止。</translation>
    </message>
    <message>
        <source>The run {name} was gone on with meanwhile, by another program or window. Look where it stands now, and try again.</source>
        <translation>其间另一个程序或窗口已继续了训练 {name}。请看看它现在进行到哪里，然后再试。</translation>
    </message>
    <message>
        <source>{model} has a memory already, with {name} {has}; the run asks for {asked}. Leave it out, or open the model without its memory.</source>
        <translation>{model} 已有记忆，其 {name} 为 {has}；训练要求 {asked}。请去掉这一项，或打开没有记忆的模型。</translation>
    </message>
    <message>
        <source>Gradient checkpointing does not go with the memory &apos;{kind}&apos; on this model. Take memory_replay, which reads whole segments again and needs as little memory.</source>
        <translation>梯度检查点不适用于此模型上的记忆“{kind}”。请改用 memory_replay：它会重读整个片段，所需内存同样少。</translation>
    </message>
    <message>
        <source>This model has no memory whose weights could be trained. Train everything, or attach a memory.</source>
        <translation>这个模型没有可训练权重的记忆。请训练全部，或加上记忆。</translation>
    </message>
    <message>
        <source>The run {name} is complete; there is nothing to go on with. Start a new run with its model.</source>
        <translation>训练 {name} 已完成，没有可继续的。请用它的模型开始新的训练。</translation>
    </message>
    <message>
        <source>The run {name} cannot go on: its data.json is missing or damaged.</source>
        <translation>训练 {name} 无法继续：它的 data.json 缺失或损坏。</translation>
    </message>
    <message>
        <source>Something went wrong inside MemStudio at step {step}; what was done until the last checkpoint is kept. The run&apos;s log.txt has the details.</source>
        <translation>MemStudio 在第 {step} 步内部出了问题；最后一个检查点之前的内容已保留。详情见训练的 log.txt。</translation>
    </message>
    <message>
        <source>The loss is no longer a number at step {step}: the training has gone astray, and the checkpoint before is kept. Start again with a lower learning rate; &apos;{setting}&apos; is now {rate:g}.</source>
        <translation>第 {step} 步的损失不再是数字：训练已经发散，之前的检查点已保留。请用更低的学习率重新开始；&apos;{setting}&apos; 现在是 {rate:g}。</translation>
    </message>
    <message>
        <source>In fp16 the gradient was too large in {count} steps in a row, until step {step}, and none of them has changed the weights. Start again with a lower learning rate (&apos;{setting}&apos; is now {rate:g}), or calculate in bf16 or float32.</source>
        <translation>fp16 中，到第 {step} 步为止连续 {count} 步的梯度都过大，没有一步改变了权重。请用更低的学习率重新开始（&apos;{setting}&apos; 现在是 {rate:g}），或改用 bf16 或 float32 计算。</translation>
    </message>
    <message>
        <source>The memory of {device} is spent: {batch} × {tokens} tokens at once are too many. What was done until step {step} is kept, and the run can go on from there with less at once.</source>
        <translation>{device} 的内存用完了：一次 {batch} × {tokens} 个词元太多了。到第 {step} 步为止的结果已保留，可以从那里以更小的规模继续。</translation>
    </message>
    <message>
        <source>PyTorch or transformers could not be started. Run &apos;memstudio doctor&apos; to see what is missing.</source>
        <translation>无法启动 PyTorch 或 transformers。请运行“memstudio doctor”查看缺少什么。</translation>
    </message>
    <message>
        <source>The model cannot be moved during a run. Stop the run first.</source>
        <translation>训练期间不能移动模型。请先停止训练。</translation>
    </message>
    <message>
        <source>A run is going on already. Stop it before another is begun.</source>
        <translation>已有训练正在进行。请先停止它，再开始另一个。</translation>
    </message>
    <message>
        <source>No other model can be opened during a run. Stop the run first.</source>
        <translation>训练期间不能打开其他模型。请先停止训练。</translation>
    </message>
    <message>
        <source>The model cannot be closed during a run. Stop the run first.</source>
        <translation>训练期间不能关闭模型。请先停止训练。</translation>
    </message>
    <message>
        <source>A benchmark cannot be begun during a run. Stop the run first.</source>
        <translation>训练期间不能开始基准测试。请先停止训练。</translation>
    </message>
    <message>
        <source>A benchmark is going on already. Stop it before another is begun.</source>
        <translation>已有基准测试正在进行。请先停止它，再开始另一个。</translation>
    </message>
    <message>
        <source>No model is open that could read this text again. Open the one that recorded the trace.</source>
        <translation>没有打开能够重新阅读这段文本的模型。请打开记录这份轨迹的模型。</translation>
    </message>
    <message>
        <source>Something went wrong inside MemStudio; nothing of yours was changed. The log has the details.</source>
        <translation>MemStudio 内部出了问题；你的内容没有任何改动。详情见日志。</translation>
    </message>
    <message>
        <source>No model is open. Open one first.</source>
        <translation>没有打开的模型。请先打开一个。</translation>
    </message>
    <message>
        <source>There is not enough memory on the device for this. Take shorter segments, a smaller batch, or another device.</source>
        <translation>设备上的内存不够。请用更短的片段、更小的批次，或其他设备。</translation>
    </message>
    <message>
        <source>The attention of {model} is not built of query, key and value projections that are known here, so this memory has no place in it. Take a memory that works at the embedding or between layers, such as &apos;rmt&apos; or &apos;armt&apos;.</source>
        <translation>{model} 的注意力不是由这里已知的查询、键和值投影构成的，因此这种记忆无处可放。请选用在嵌入处或层之间工作的记忆，如“rmt”或“armt”。</translation>
    </message>
    <message>
        <source>The attention of {model} does not work as its projections suggest, so this memory cannot be put into it. Take a memory that works at the embedding or between layers, such as &apos;rmt&apos; or &apos;armt&apos;.</source>
        <translation>{model} 的注意力并不像其投影所示那样工作，因此无法放入这种记忆。请选用在嵌入处或层之间工作的记忆，如“rmt”或“armt”。</translation>
    </message>
    <message>
        <source>{model} has no list of {layers} decoder layers, so this memory has no place in it. Take a memory that works at the embedding, such as &apos;rmt&apos;.</source>
        <translation>{model} 没有包含 {layers} 个解码层的列表，因此这种记忆无处可放。请选用在嵌入处工作的记忆，如“rmt”。</translation>
    </message>
    <message>
        <source>The options of the memory &apos;{kind}&apos; are {values}; they must be names with values.</source>
        <translation>记忆“{kind}”的选项为 {values}，但必须是带值的名称。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; cannot take the option {name} = {value}: {reason}.</source>
        <translation>记忆“{kind}”不接受选项 {name} = {value}：{reason}。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; has no option &apos;{name}&apos;. Did you mean &apos;{close}&apos;?</source>
        <translation>记忆“{kind}”没有选项“{name}”。你是想用“{close}”吗？</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; has no option &apos;{name}&apos;, and no others.</source>
        <translation>记忆“{kind}”没有选项“{name}”，也没有任何其他选项。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; has no option &apos;{name}&apos;. It has: {names}.</source>
        <translation>记忆“{kind}”没有选项“{name}”。它有：{names}。</translation>
    </message>
    <message>
        <source>There is no preset &apos;{name}&apos;. There are: {names}.</source>
        <translation>没有预设“{name}”。可用的有：{names}。</translation>
    </message>
    <message>
        <source>The preset &apos;{name}&apos; has no such task. It has: {names}.</source>
        <translation>预设“{name}”没有这样的任务。它有：{names}。</translation>
    </message>
    <message>
        <source>A run is going on already. Stop it before another is begun or shown.</source>
        <translation>已有训练正在进行。请先停止它，再开始或显示另一个。</translation>
    </message>
    <message>
        <source>No run can be begun during a benchmark. Stop the benchmark first.</source>
        <translation>基准测试期间不能开始训练。请先停止基准测试。</translation>
    </message>
    <message>
        <source>The last run is still ending. Try again in a moment.</source>
        <translation>上一次训练仍在结束中。请稍后再试。</translation>
    </message>
    <message>
        <source>The layers of {model} differ in their attention heads, so this memory has no place in it. Take a memory that works at the embedding or between layers, such as &apos;rmt&apos; or &apos;armt&apos;.</source>
        <translation>{model} 各层的注意力头不同，因此这种记忆无处可放。请选用在嵌入处或层之间工作的记忆，如“rmt”或“armt”。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; takes 1 to {most} slots (twice d_mem); {slots} were asked for.</source>
        <translation>记忆“{kind}”可有 1 到 {most} 个槽（d_mem 的两倍）；要求的是 {slots} 个。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; is asked to be in layer {layer}, but {model} has {layers}.</source>
        <translation>要求记忆“{kind}”位于第 {layer} 层，但 {model} 只有 {layers} 层。</translation>
    </message>
    <message>
        <source>A memory of {capacity} tokens does not hold one segment of {length}. Take a larger capacity or shorter segments.</source>
        <translation>容量为 {capacity} 个词元的记忆装不下一个 {length} 词元的片段。请增大容量或缩短片段。</translation>
    </message>
    <message>
        <source>{model} embeds words in {width} units and works with {other}, so notes cannot take the place of embeddings. Take another memory.</source>
        <translation>{model} 的词嵌入有 {width} 维，而内部用 {other} 维，因此笔记不能代替嵌入。请选用另一种记忆。</translation>
    </message>
    <message>
        <source>A width of {width} cannot be split into {heads} heads. Take a number of heads that divides it.</source>
        <translation>宽度 {width} 不能分成 {heads} 个头。请选一个能整除它的头数。</translation>
    </message>
    <message>
        <source>The decoder gives no attention weights, so the memory &apos;{kind}&apos; cannot be traced.</source>
        <translation>解码器不给出注意力权重，因此无法记录记忆“{kind}”。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; takes 1 to {most} slots (units before its last layer); {slots} were asked for.</source>
        <translation>记忆“{kind}”可有 1 到 {most} 个槽（最后一层之前的单元数）；要求的是 {slots} 个。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; as context puts segments twice into this model&apos;s window of {window}. Take segments of at most {most}, or the variant &apos;gate&apos;.</source>
        <translation>记忆“{kind}”作为上下文时，片段要两次放入这个模型大小为 {window} 的窗口。请取最多 {most} 的片段，或选变体“gate”。</translation>
    </message>
    <message>
        <source>This model has {layers} layers, so the memory &apos;{kind}&apos; cannot work at layer {layer}.</source>
        <translation>这个模型有 {layers} 层，因此记忆“{kind}”不能在第 {layer} 层工作。</translation>
    </message>
    <message>
        <source>The run&apos;s record {path} cannot be read ({reason}).</source>
        <translation>无法读取训练记录 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>The encoder of {model} knows {theirs} words and its decoder {ours}; the memory &apos;{kind}&apos; reads the same text with both. Take two with one vocabulary.</source>
        <translation>{model} 的编码器有 {theirs} 个词，解码器有 {ours} 个；记忆“{kind}”用两者读同一文本。请选用词表相同的两个。</translation>
    </message>
    <message>
        <source>{model} cannot be given the memory &apos;{kind}&apos;: its decoder must see the encoder, and no word that comes later. Take a decoder with attention to an encoder and a causal mask (in BERT: is_decoder and add_cross_attention).</source>
        <translation>无法给 {model} 加上记忆“{kind}”：它的解码器必须能看到编码器，且不能看到后面的词。请选用带有对编码器的注意力和因果掩码的解码器（BERT 中为 is_decoder 和 add_cross_attention）。</translation>
    </message>
    <message>
        <source>The encoder of {model} embeds words in {width} units and works with {other}, so the memory &apos;{kind}&apos; cannot read both. Take an encoder whose two widths are equal.</source>
        <translation>{model} 的编码器用 {width} 维嵌入词语，内部却为 {other} 维，因此记忆“{kind}”无法同时读取两者。请选用两个宽度相同的编码器。</translation>
    </message>
    <message>
        <source>Segments of {length} tokens are too long for {model}. Take shorter ones.</source>
        <translation>长 {length} 个词元的片段对 {model} 来说太长。请取短一些。</translation>
    </message>
    <message>
        <source>The memory state is not as this model makes it ({model}): its parts have other names or sizes. Open the model it was saved with, or begin with a fresh memory.</source>
        <translation>这个记忆状态与这个模型（{model}）产生的不同：各部分的名称或大小不一样。请打开保存它时所用的模型，或从全新的记忆开始。</translation>
    </message>
    <message>
        <source>{path} does not hold results of trials (line {number}). Name another file.</source>
        <translation>{path} 中不是试验结果（第 {number} 行）。请指定另一个文件。</translation>
    </message>
    <message>
        <source>The file is enciphered. Save it without encryption, and drop it again.</source>
        <translation>该文件已加密。请不加密另存，然后重新拖入。</translation>
    </message>
    <message>
        <source>There is no row in this file.</source>
        <translation>该文件中没有任何行。</translation>
    </message>
    <message>
        <source>No column of this file holds text, only pictures, sounds or times.</source>
        <translation>该文件没有一列是文本，只有图片、声音或时间。</translation>
    </message>
    <message>
        <source>The file is damaged behind row {count} ({reason}). Fetch or save it again; what stands before is read.</source>
        <translation>文件在第 {count} 行之后已损坏（{reason}）。请重新获取或保存；此前的内容已读取。</translation>
    </message>
    <message>
        <source>The book is protected against copying (DRM), so its text cannot be read.</source>
        <translation>该书带有防复制保护（DRM），无法读取其文本。</translation>
    </message>
    <message>
        <source>The book could not be read ({reason}). Fetch it again.</source>
        <translation>无法读取该书（{reason}）。请重新获取。</translation>
    </message>
    <message>
        <source>{count} chapters that the book lists are not in it, or damaged, the first of them {name}.</source>
        <translation>书中列出的 {count} 个章节缺失或已损坏，第一个是 {name}。</translation>
    </message>
    <message>
        <source>{count} characters of the book are not valid in the encoding of their chapter, or cannot be shown; they were replaced or left out.</source>
        <translation>书中有 {count} 个字符在所在章节的编码中无效或无法显示，已替换或略去。</translation>
    </message>
    <message>
        <source>The book holds no text.</source>
        <translation>该书没有文本。</translation>
    </message>
    <message>
        <source>{count} characters are not valid {encoding} or cannot be shown; they were replaced or left out.</source>
        <translation>有 {count} 个字符不是有效的 {encoding} 或无法显示，已替换或略去。</translation>
    </message>
    <message>
        <source>The page is nested too deeply: what lies {count} levels deep, and all behind it, is not read. Save it from a browser as text.</source>
        <translation>该网页嵌套过深：第 {count} 层及其后的内容未读取。请在浏览器中将其另存为文本。</translation>
    </message>
    <message>
        <source>The page shows no text, so it was left out. A page that is put together by a script has to be saved from a browser.</source>
        <translation>该网页不显示任何文本，已略去。由脚本生成的网页需在浏览器中另存。</translation>
    </message>
    <message>
        <source>The file is not valid JSON ({reason}). Check that it was saved whole.</source>
        <translation>该文件不是有效的 JSON（{reason}）。请检查它是否完整保存。</translation>
    </message>
    <message>
        <source>There are no rows in this JSON file. Write a list of objects: {example}.</source>
        <translation>该 JSON 文件中没有行。请写成对象列表：{example}。</translation>
    </message>
    <message>
        <source>{count} rows in other lists of this file ({names}) were left out. If they are to be read, write all rows in one list, or each list in a file of its own.</source>
        <translation>此文件其他列表（{names}）中的 {count} 行未读取。如需读取，请将所有行写入同一个列表，或将每个列表存为单独的文件。</translation>
    </message>
    <message>
        <source>This row is not an object with fields and was skipped.</source>
        <translation>该行不是带字段的对象，已跳过。</translation>
    </message>
    <message>
        <source>The Word document could not be read ({reason}). Open it in a word processor and save it again.</source>
        <translation>无法读取该 Word 文档（{reason}）。请用文字处理软件打开并重新保存。</translation>
    </message>
    <message>
        <source>The document holds no text.</source>
        <translation>该文档没有文本。</translation>
    </message>
    <message>
        <source>This is a Word document of an old version, or one that is protected by a password. Open it in a word processor, and save it as .docx without a password.</source>
        <translation>这是旧版 Word 文档，或受密码保护的文档。请用文字处理软件打开，另存为不带密码的 .docx。</translation>
    </message>
    <message>
        <source>The PDF file could not be opened ({reason}). Check that it was saved whole.</source>
        <translation>无法打开该 PDF 文件（{reason}）。请检查它是否完整保存。</translation>
    </message>
    <message>
        <source>The PDF file is protected by a password. Save it without one, and drop it again.</source>
        <translation>该 PDF 文件有密码保护。请去除密码另存后再拖入。</translation>
    </message>
    <message>
        <source>{count} of {total} pages could not be read, the first of them page {page}; the others are.</source>
        <translation>{total} 页中有 {count} 页无法读取，首个为第 {page} 页；其余已读取。</translation>
    </message>
    <message>
        <source>The PDF file has no text, only pictures of pages. Run it through text recognition (OCR) first.</source>
        <translation>该 PDF 文件没有文本，只有页面图片。请先进行文字识别（OCR）。</translation>
    </message>
    <message>
        <source>There is no row below the head. Check that the file was saved whole.</source>
        <translation>表头之下没有任何行。请检查文件是否完整保存。</translation>
    </message>
    <message>
        <source>This row could not be read ({reason}) and was skipped.</source>
        <translation>该行无法读取（{reason}），已跳过。</translation>
    </message>
    <message>
        <source>A quotation mark in this row is closed {count} lines later, which cannot be meant. The rows between were skipped. Close the quotation, or double the mark.</source>
        <translation>该行的引号直到 {count} 行之后才闭合，显然有误。其间各行已跳过。请补上引号，或将引号写成两个。</translation>
    </message>
    <message>
        <source>This row has {count} cells where the head has {expected}, and was skipped. Put quotation marks around cells with a separator in them.</source>
        <translation>该行有 {count} 个单元格，而表头有 {expected} 个，已跳过。含分隔符的单元格请加引号。</translation>
    </message>
    <message>
        <source>The archive is damaged ({reason}). Fetch it again; what could be unpacked is read.</source>
        <translation>压缩包已损坏（{reason}）。请重新获取；已能解压的部分已读取。</translation>
    </message>
    <message>
        <source>The archive has more than {count} files; the others were left out.</source>
        <translation>压缩包中的文件超过 {count} 个，其余已略去。</translation>
    </message>
    <message>
        <source>{count} more files in the archive were left out for reasons like these.</source>
        <translation>压缩包中另有 {count} 个文件因类似原因被略去。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; stands in the archive twice; the first is read.</source>
        <translation>“{name}”在压缩包中出现两次，读取第一个。</translation>
    </message>
    <message>
        <source>The name of &apos;{name}&apos; is too long for this computer&apos;s disk, so it was left out.</source>
        <translation>“{name}”的名称对本机磁盘而言过长，已略去。</translation>
    </message>
    <message>
        <source>This computer&apos;s disk takes no file named &apos;{name}&apos;, so it was left out.</source>
        <translation>本机磁盘不接受名为“{name}”的文件，已略去。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not whole ({reason}): what could be unpacked of it is read. Fetch the archive again.</source>
        <translation>“{name}”不完整（{reason}）：已读取能解压的部分。请重新获取压缩包。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; could not be unpacked ({reason}) and was left out. Fetch the archive again.</source>
        <translation>“{name}”无法解压（{reason}），已略过。请重新获取压缩包。</translation>
    </message>
    <message>
        <source>The archive would unpack to more than {ratio} times its size, which no text does; it was left out. Unpack it yourself if you trust it, and drop the folder.</source>
        <translation>该压缩包解压后将超过其自身大小的 {ratio} 倍，文本不会如此，故已略去。如信任它，请自行解压后拖入文件夹。</translation>
    </message>
    <message>
        <source>There is not enough room in {folder} to unpack it: {size:.2f} GB and more are needed. Free some, or unpack it elsewhere and drop the folder.</source>
        <translation>{folder} 的空间不足以解压：至少需要 {size:.2f} GB。请腾出空间，或在别处解压后拖入文件夹。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; would have been unpacked outside of the archive&apos;s folder and was left out.</source>
        <translation>“{name}”会解压到压缩包文件夹之外，已略去。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is protected by a password and was left out. Unpack the archive yourself, and drop the folder.</source>
        <translation>“{name}”有密码保护，已略去。请自行解压后拖入文件夹。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a link and was left out.</source>
        <translation>“{name}”是链接，已略去。</translation>
    </message>
    <message>
        <source>This is an Excel workbook, which is not read. Save each of its sheets as CSV (.csv), and drop those.</source>
        <translation>这是 Excel 工作簿，无法读取。请将每张工作表另存为 CSV（.csv）后再拖入。</translation>
    </message>
    <message>
        <source>This is a PowerPoint or OpenDocument file, which is not read. Save it as PDF, Word (.docx) or text (.txt), and drop that.</source>
        <translation>这是 PowerPoint 或 OpenDocument 文件，无法读取。请另存为 PDF、Word（.docx）或文本（.txt）后再拖入。</translation>
    </message>
    <message>
        <source>The file is damaged ({reason}). Fetch or save it again.</source>
        <translation>文件已损坏（{reason}）。请重新获取或保存。</translation>
    </message>
    <message>
        <source>The file is protected by a password. Save it without one, and drop it again.</source>
        <translation>该文件有密码保护。请去除密码另存后再拖入。</translation>
    </message>
    <message>
        <source>Unpacked, this document would have {size:.2f} GB. At most {limit:.2f} GB are read.</source>
        <translation>解压后该文档将有 {size:.2f} GB，最多读取 {limit:.2f} GB。</translation>
    </message>
    <message>
        <source>Rows cannot be &apos;{name}&apos;. They can be: {names}.</source>
        <translation>行的含义不能是“{name}”。可选：{names}。</translation>
    </message>
    <message>
        <source>Rows of the kind &apos;{kind}&apos; have no column for &apos;{role}&apos;. They have: {names}.</source>
        <translation>“{kind}”类的行没有“{role}”这一列。可用：{names}。</translation>
    </message>
    <message>
        <source>No column was found for &apos;{role}&apos; ({kind}). The columns are: {names}. Name the one that is meant.</source>
        <translation>没有找到用作“{role}”（{kind}）的列。现有各列：{names}。请指定所指的列。</translation>
    </message>
    <message>
        <source>There is no role &apos;{role}&apos; that a column could have. There are: {names}.</source>
        <translation>没有名为“{role}”的列用途。可用的有：{names}。</translation>
    </message>
    <message>
        <source>There is no column &apos;{name}&apos;. There are: {names}.</source>
        <translation>没有名为“{name}”的列。现有：{names}。</translation>
    </message>
    <message>
        <source>This row is nested too deeply and was skipped.</source>
        <translation>这一行嵌套太深，已跳过。</translation>
    </message>
    <message>
        <source>This row has nothing in the column for &apos;{role}&apos; and was skipped.</source>
        <translation>该行在“{role}”列中为空，已跳过。</translation>
    </message>
    <message>
        <source>This row has no list of messages and was skipped.</source>
        <translation>该行没有消息列表，已跳过。</translation>
    </message>
    <message>
        <source>A message of this row is not an object, so the row was skipped.</source>
        <translation>该行有一条消息不是对象，已跳过该行。</translation>
    </message>
    <message>
        <source>A message of this row is said by &apos;{name}&apos;, who is neither user, assistant nor system, so the row was skipped.</source>
        <translation>该行有一条消息的发言者为“{name}”，既非用户、助手，也非系统，已跳过该行。</translation>
    </message>
    <message>
        <source>This row has {count} texts in the column for &apos;{asked}&apos; and {others} in that for &apos;{said}&apos;, so it was skipped.</source>
        <translation>此行“{asked}”列有 {count} 条文本，“{said}”列有 {others} 条，因此跳过。</translation>
    </message>
    <message>
        <source>The assistant says nothing in this row, so it was skipped.</source>
        <translation>该行中助手没有发言，已跳过。</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; in the column for &apos;number&apos; is no number, so the row was skipped.</source>
        <translation>“number”列中的“{value}”不是数值，已跳过该行。</translation>
    </message>
    <message>
        <source>The relevance of this row, &apos;{value}&apos;, is no number, so the row was skipped.</source>
        <translation>该行的相关度“{value}”不是数字，已跳过该行。</translation>
    </message>
    <message>
        <source>{count} rows were passed over, as their documents do not fit their queries; the first of them is {line}.</source>
        <translation>略过了 {count} 行，因为其文档与查询不相关；第一行是第 {line} 行。</translation>
    </message>
    <message>
        <source>{count} rows were passed over, as none of their candidates was chosen; the first of them is {line}.</source>
        <translation>略过了 {count} 行，因为其候选项均未被选中；第一行是第 {line} 行。</translation>
    </message>
    <message>
        <source>There is no encoding &apos;{name}&apos;. Some that there are: {names}.</source>
        <translation>没有名为“{name}”的编码。可用的有：{names}。</translation>
    </message>
    <message>
        <source>No layer of this model can have an adapter ({reason}). Train everything, or the memory alone.</source>
        <translation>该模型没有可加适配器的层（{reason}）。请训练全部，或只训练记忆。</translation>
    </message>
    <message>
        <source>Half precision (fp16) needs a CUDA GPU, and the run is on {device}. Take bf16 or float32.</source>
        <translation>半精度（fp16）需要 CUDA GPU，而本次训练在 {device} 上。请改用 bf16 或 float32。</translation>
    </message>
    <message>
        <source>{device} cannot calculate in bf16. Take fp16 or float32.</source>
        <translation>{device} 不支持 bf16。请改用 fp16 或 float32。</translation>
    </message>
    <message>
        <source>AdamW in 8 bits needs the package bitsandbytes, which is not installed. Install it with: pip install bitsandbytes. Or take adamw or adafactor.</source>
        <translation>8 位 AdamW 需要 bitsandbytes 包，尚未安装。请运行：pip install bitsandbytes。或改用 adamw、adafactor。</translation>
    </message>
    <message>
        <source>AdamW in 8 bits needs a GPU. Take adamw, or adafactor, which needs less memory as well.</source>
        <translation>8 位 AdamW 需要 GPU。请改用 adamw，或同样省内存的 adafactor。</translation>
    </message>
    <message>
        <source>There is no line in this file.</source>
        <translation>该文件中没有任何行。</translation>
    </message>
    <message>
        <source>{name} has {count} lines and {other} has {others}: they may not say the same line by line. Look at the preview.</source>
        <translation>{name} 有 {count} 行，而 {other} 有 {others} 行：两者可能并非逐行对应。请查看预览。</translation>
    </message>
    <message>
        <source>There is no translation unit in this file.</source>
        <translation>该文件中没有翻译单元。</translation>
    </message>
    <message>
        <source>This unit does not say what it is in two languages, and was skipped.</source>
        <translation>该翻译单元没有两种语言的内容，已跳过。</translation>
    </message>
    <message>
        <source>There is too little room in {folder} for text of this size: {size:.1f} GB are needed and {free:.1f} GB are free. Free some, or set MEMSTUDIO_HOME to a folder on another disk.</source>
        <translation>{folder} 的空间不足以存放这么大的文本：需要 {size:.1f} GB，可用 {free:.1f} GB。请腾出空间，或将 MEMSTUDIO_HOME 设为另一磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>There is too little room in {folder} for the tokens of this text: {size:.1f} GB are needed and {free:.1f} GB are free. Free some, or set MEMSTUDIO_HOME to a folder on another disk.</source>
        <translation>{folder} 的空间不足以存放此文本的词元：需要 {size:.1f} GB，可用 {free:.1f} GB。请腾出空间，或将 MEMSTUDIO_HOME 设为另一磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>There is no tokenizer called &apos;{name}&apos;. There are: {names}.</source>
        <translation>没有名为“{name}”的分词器。可用的有：{names}。</translation>
    </message>
    <message>
        <source>A vocabulary of {asked} tokens is too small for the tokenizer &apos;{kind}&apos;, which needs {least}. Ask for more.</source>
        <translation>{asked} 个词元的词表对分词器“{kind}”来说太小，至少需要 {least} 个。请设大一些。</translation>
    </message>
    <message>
        <source>A vocabulary of {asked} tokens is too large; ask for at most {most}.</source>
        <translation>{asked} 个词元的词表太大；最多可要 {most} 个。</translation>
    </message>
    <message>
        <source>There is no text to train a tokenizer on. Add some.</source>
        <translation>没有可用来训练分词器的文本。请添加一些。</translation>
    </message>
    <message>
        <source>It was cancelled before it began.</source>
        <translation>在开始之前被取消。</translation>
    </message>
    <message>
        <source>There is no text to train a tokenizer on. {path}: {problem}</source>
        <translation>没有可用来训练分词器的文本。{path}：{problem}</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; stands between an encoder and a decoder, and {name} has no encoder. Take bart or t5, or another memory.</source>
        <translation>记忆“{kind}”位于编码器与解码器之间，而 {name} 没有编码器。请选用 bart 或 t5，或另选一种记忆。</translation>
    </message>
    <message>
        <source>{name} has an encoder, and the memory &apos;{kind}&apos; goes with decoders only. Take the memory nlm, or another architecture.</source>
        <translation>{name} 带有编码器，而记忆“{kind}”只适用于解码器。请选用记忆 nlm，或另选一种架构。</translation>
    </message>
    <message>
        <source>Samples cannot grow where numbers or labels are said at the end: each text is read whole. Set growth_fraction to 0.</source>
        <translation>在结尾说出数字或标签时，样本不能逐渐变长：每篇文本都要整篇读完。请把 growth_fraction 设为 0。</translation>
    </message>
    <message>
        <source>Nothing can be filled in with the memory &apos;{kind}&apos;: its model reads from left to right and never sees what follows a gap. Train with the objective &apos;causal&apos;, or take the memory nlm on a model with an encoder, such as BART or T5.</source>
        <translation>使用记忆“{kind}”无法做填空训练：其模型从左向右读取，看不到空缺之后的内容。请以“causal”目标训练，或在 BART、T5 等带编码器的模型上使用记忆 nlm。</translation>
    </message>
    <message>
        <source>The tokenizer of this model has no token that stands for a gap (a mask). Train with the objective &apos;causal&apos;, or take a model such as BART or T5.</source>
        <translation>此模型的分词器没有表示空缺的词元（掩码）。请以“causal”目标训练，或选用 BART、T5 等模型。</translation>
    </message>
    <message>
        <source>The queue of runs was damaged, so it is empty now. What was there is in {path}.</source>
        <translation>训练队列已损坏，因此现在为空。原有内容在 {path} 中。</translation>
    </message>
    <message>
        <source>A part of the queue of runs could not be understood and was left out. The queue as it was is in {path}.</source>
        <translation>训练队列中有一部分无法识别，已略去。原来的队列保存在 {path}。</translation>
    </message>
    <message>
        <source>The run failed of its own accord: {reason}</source>
        <translation>训练自行失败：{reason}</translation>
    </message>
    <message>
        <source>Some metrics could not be measured: {reason}. The run itself is as it should be; its log.txt has the details.</source>
        <translation>有些指标无法测量：{reason}。训练本身没有问题；详情见该次训练的 log.txt。</translation>
    </message>
    <message>
        <source>{name} has no number to be learnt. The objective &apos;regression&apos; needs a table with a column of text and a column of numbers; say which they are if they were not found.</source>
        <translation>{name} 没有可学习的数值。目标“regression”需要一个含文本列和数值列的表格；如果没有识别出来，请指明是哪两列。</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; in {name} is no number, so it cannot be learnt with the objective &apos;regression&apos;. Read the rows as &apos;number&apos;, which skips such rows, or name another column.</source>
        <translation>{name} 中的“{value}”不是数值，无法以“regression”为目标学习。请把行按“number”读取（会跳过这样的行），或指定另一列。</translation>
    </message>
    <message>
        <source>There is no text to measure on. Name a file or a folder.</source>
        <translation>没有可用来测量的文本。请指定文件或文件夹。</translation>
    </message>
    <message>
        <source>{model} does not lie in the folder of a run, so it is not known what was held out. Measure on a text instead.</source>
        <translation>{model} 不在训练文件夹里，不知道留出了什么。请改用一段文本测量。</translation>
    </message>
    <message>
        <source>{model} cannot be asked about the same stories: its tokenizer cuts words into other tokens, in which their length is counted. Take another model to compare with.</source>
        <translation>无法用同样的故事来问 {model}：它的分词器把词切成别的词元，而故事的长度是按词元计算的。请换一个模型来比较。</translation>
    </message>
    <message>
        <source>What a memory gives is measured with it and without it as it is. Compare with another model, or with none.</source>
        <translation>记忆带来的作用本来就是在有记忆和没有记忆的情况下测量的。请与另一个模型比较，或不作比较。</translation>
    </message>
    <message>
        <source>{model} has no memory that it could be compared without. Take another model to compare with.</source>
        <translation>{model} 没有可以去掉的记忆。请选择别的模型来比较。</translation>
    </message>
    <message>
        <source>This is not a measurement of a model ({reason}).</source>
        <translation>这不是模型的测量结果（{reason}）。</translation>
    </message>
    <message>
        <source>{model} has no head that says numbers. Measure it on text with --task text.</source>
        <translation>{model} 没有给出数值的输出头。请用 --task text 在文本上测量。</translation>
    </message>
    <message>
        <source>{model} has no heads that label a text. Measure it on text with --task text.</source>
        <translation>{model} 没有给文本打标签的输出头。请用 --task text 在文本上测量它。</translation>
    </message>
    <message>
        <source>The scale of the numbers that this model says is damaged: {values}.</source>
        <translation>该模型所给数值的尺度已损坏：{values}。</translation>
    </message>
    <message>
        <source>A branch is made by one process. Make it with &apos;memstudio runs branch RUN --only-make&apos;, and launch &apos;memstudio resume&apos; on it.</source>
        <translation>分支由一个进程建立。先用 &apos;memstudio runs branch RUN --only-make&apos; 建立，再对它启动 &apos;memstudio resume&apos;。</translation>
    </message>
    <message>
        <source>The run {name} has no complete checkpoint to branch from yet.</source>
        <translation>训练 {name} 还没有可以分出分支的完整检查点。</translation>
    </message>
    <message>
        <source>The run {name} has no checkpoint of step {step}. There are those of: {steps}.</source>
        <translation>训练 {name} 没有第 {step} 步的检查点。有这些步的：{steps}。</translation>
    </message>
    <message>
        <source>A run cannot do what {wish} asks of it. Launch without; `sharded = true` in run.toml or --use_fsdp shares the weights out.</source>
        <translation>训练无法按 {wish} 的要求进行。请去掉该选项再启动；要分摊权重，可在 run.toml 中写 `sharded = true`，或使用 --use_fsdp。</translation>
    </message>
    <message>
        <source>A step of this run reads {samples} samples, and {processes} processes cannot go on with that. Launch as many as before.</source>
        <translation>这次训练每步读取 {samples} 个样本，{processes} 个进程无法照此继续。请启动与之前同样多的进程。</translation>
    </message>
    <message>
        <source>Not every computer of this run sees its folder {path}. Name a folder with --out that lies on a disk which all of them share.</source>
        <translation>这次训练的计算机并非都能看到其文件夹 {path}。请用 --out 指定一个位于它们共享磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>Training everything needs the weights in single precision, {needed} GB, and {device} has {free} GB free. Train only the memory, or adapters.</source>
        <translation>训练全部权重需要单精度的权重，{needed} GB，而 {device} 只剩 {free} GB。可以只训练记忆，或训练适配器。</translation>
    </message>
    <message>
        <source>Samples cannot both grow and be packed. Set growth_fraction to 0, or packing to false.</source>
        <translation>样本不能既逐步增长又打包。请把 growth_fraction 设为 0，或把 packing 设为 false。</translation>
    </message>
    <message>
        <source>Another process of this run has ended, and this one cannot go on alone. What was done until the last checkpoint is kept; `memstudio resume`, launched in the same way, goes on from there.</source>
        <translation>这次训练的另一个进程已经结束，本进程无法单独继续。到最近一个检查点为止的成果都已保留；用同样的方式启动 `memstudio resume` 即可从那里继续。</translation>
    </message>
    <message>
        <source>All {count} numbers to learn from are {value:g}, so there is nothing to learn. Name another column, or add texts with other numbers.</source>
        <translation>用于学习的 {count} 个数值全是 {value:g}，没有可学的内容。请指定另一列，或加入数值不同的文本。</translation>
    </message>
    <message>
        <source>This PyTorch ({version}) cannot shard a model over processes. Take PyTorch 2.6 or later, or train without sharded: each process then holds the whole model.</source>
        <translation>这个 PyTorch（{version}）不能把模型分摊到多个进程。请使用 PyTorch 2.6 或更新的版本，或去掉 sharded 训练：那样每个进程都持有整个模型。</translation>
    </message>
    <message>
        <source>The optimizer {optimizer} looks at whole matrices, and a sharded run has parts of them. Take adamw or sgd, or train without sharded.</source>
        <translation>优化器 {optimizer} 需要完整的矩阵，而分摊的训练只有其中的一部分。请改用 adamw 或 sgd，或去掉 sharded 训练。</translation>
    </message>
    <message>
        <source>Half precision (fp16) does not go with a sharded model. Take bf16 or float32.</source>
        <translation>半精度（fp16）不能用于分摊的模型。请改用 bf16 或 float32。</translation>
    </message>
    <message>
        <source>{model} cannot be sharded over processes ({reason}). Train without sharded: each process then holds the whole model.</source>
        <translation>{model} 无法分摊到多个进程（{reason}）。请去掉 sharded 训练：那样每个进程都持有整个模型。</translation>
    </message>
    <message>
        <source>{tracker} is not installed, and the run is to be followed there. Install it with: pip install {package}. Or leave it out.</source>
        <translation>这次训练要用 {tracker} 跟踪，但它没有安装。请用 pip install {package} 安装，或者不选它。</translation>
    </message>
    <message>
        <source>Weights &amp; Biases is to send the run over the network and has no key to log in with. Log in first with: wandb login. Or let it write to the run&apos;s folder alone.</source>
        <translation>Weights &amp; Biases 要通过网络发送这次训练，但没有登录密钥。请先运行 wandb login 登录，或者只让它写到训练的文件夹里。</translation>
    </message>
    <message>
        <source>{model} has no head that says numbers. Train it with the objective &apos;regression&apos; first.</source>
        <translation>{model} 没有给出数值的输出头。请先以“regression”为目标训练它。</translation>
    </message>
    <message>
        <source>There is no text to say the number of.</source>
        <translation>没有可给出数值的文本。</translation>
    </message>
    <message>
        <source>{model} has no heads that label a text. Train it with the objective &apos;classification&apos; first.</source>
        <translation>{model} 没有给文本打标签的输出头。请先用目标“classification”训练它。</translation>
    </message>
    <message>
        <source>Not even one segment of {tokens} tokens can be learnt from with the memory that {device} has. Take shorter segments, a smaller model or another device.</source>
        <translation>{device} 的内存连一个 {tokens} 个词元的片段都学不了。可以缩短片段、换小一些的模型或换设备。</translation>
    </message>
    <message>
        <source>This model gives no right answers to the stories, so there is nothing to explain.</source>
        <translation>此模型没有答对任何故事问题，因此没有可解释的内容。</translation>
    </message>
    <message>
        <source>A memory passes from one segment to the next: let at least {number} be read in a row.</source>
        <translation>记忆从一段传到下一段：请至少连续读取 {number} 段。</translation>
    </message>
    <message>
        <source>No text is longer than {number} tokens, two segments of this model, so its memory has nothing to do here. Take a longer text.</source>
        <translation>没有一篇文本长于 {number} 个词元（该模型的两个片段），记忆在这里无事可做。请换更长的文本。</translation>
    </message>
    <message>
        <source>{count} weights are seen, too many for a table. Zoom in until they are at most {most}.</source>
        <translation>当前看到 {count} 个权重，做成表格太多。请放大到最多 {most} 个。</translation>
    </message>
    <message>
        <source>The traces could not be compared; the log has the details.</source>
        <translation>无法比较这些轨迹；详情见日志。</translation>
    </message>
    <message>
        <source>The trace could not be exported; the log has the details.</source>
        <translation>轨迹无法导出；日志中有详情。</translation>
    </message>
    <message>
        <source>This memory stands between an encoder and a decoder, which do not work without it.</source>
        <translation>这种记忆位于编码器与解码器之间，没有它两者无法工作。</translation>
    </message>
    <message>
        <source>There is one stretch of text only, and so no other to swap memories with.</source>
        <translation>只有一段文本，没有另一段可以互换记忆。</translation>
    </message>
    <message>
        <source>{model} has no memory, so there is nothing to be told of what it gives. Open a model with one, or put one on this.</source>
        <translation>{model} 没有记忆，因此无从说明记忆的作用。请打开带记忆的模型，或给它加上记忆。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: it has an encoder and a decoder, whose words attend across.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：它有编码器和解码器，两边的词互相关注。</translation>
    </message>
    <message>
        <source>{model} cannot read a text in parts, and {count} tokens are too many to be read at once. Take at most {most}.</source>
        <translation>{model} 不能分段读文本，而 {count} 个词元太多，无法一次读完。最多取 {most} 个。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: its backbone reads a segment more than once.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：它的骨干模型会多次读同一段。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: what its scores are made of does not give the weights that it uses.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：由它的得分算出的权重与它实际使用的不一致。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: its layers have different numbers of heads.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：它各层的头数不同。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: its positions are numbers that are added to the scores.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：它的位置信息是加在得分上的数值。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: its heads are not grouped evenly.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：它的注意力头没有均匀分组。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: its heads see different words.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：它的各个头看到的词不同。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: its words see others with gaps between them.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：它的词看到的范围中间有空缺。</translation>
    </message>
    <message>
        <source>The attention of {model} cannot be shown truly, so it is not shown: it attends in code of its own, which nothing can look into.</source>
        <translation>{model} 的注意力无法如实显示，因此不予显示：它用自己的代码计算注意力，外部无法查看。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not in both of the traces, so it cannot be compared.</source>
        <translation>两条轨迹并非都有“{name}”，无法比较。</translation>
    </message>
    <message>
        <source>The trace of {document} cannot be made to fit into {size} bytes.</source>
        <translation>{document} 的轨迹无法压缩到 {size} 字节以内。</translation>
    </message>
    <message>
        <source>There is nothing to change: choose an intervention.</source>
        <translation>没有要改动的内容：请选择一种干预。</translation>
    </message>
    <message>
        <source>To patch slots, say from which segment they are taken.</source>
        <translation>要移植槽，请说明取自哪个片段。</translation>
    </message>
    <message>
        <source>To swap slots, give the other text.</source>
        <translation>要交换槽，请给出另一段文本。</translation>
    </message>
    <message>
        <source>Slots that are frozen from segment {segment} can be let go at segment {next} or later.</source>
        <translation>从片段 {segment} 起冻结的槽，最早可在片段 {next} 解冻。</translation>
    </message>
    <message>
        <source>The trace {path} keeps no weights of single layers and heads for &apos;{name}&apos;, only &apos;{kept}&apos;: more would have made it too large.</source>
        <translation>轨迹 {path} 没有保留“{name}”在单个层和头上的权重，只有“{kept}”：再多它就太大了。</translation>
    </message>
    <message>
        <source>This trace was recorded by {model} with the memory &apos;{kind}&apos;, and the open model is another. Open that model, or record the document again.</source>
        <translation>这份轨迹由使用记忆“{kind}”的 {model} 记录，而当前打开的是另一个模型。请打开那个模型，或重新记录该文档。</translation>
    </message>
    <message>
        <source>This trace is of training step {step} of {model}, and the open model does not read this text as the model did then. Record the document again.</source>
        <translation>这份轨迹来自 {model} 训练的第 {step} 步，当前打开的模型读这段文本的结果与那时不同。请重新记录该文档。</translation>
    </message>
    <message>
        <source>The open model does not read this text as {model} did when the trace was recorded: it is another model, or it has been trained since. Open that model, or record the document again.</source>
        <translation>当前打开的模型读这段文本的结果与记录轨迹时的 {model} 不同：它是另一个模型，或者之后又训练过。请打开那个模型，或重新记录该文档。</translation>
    </message>
    <message>
        <source>To edit a slot, give the word that it is to hold.</source>
        <translation>要编辑槽，请给出它应当记住的词。</translation>
    </message>
    <message>
        <source>A slot can be edited towards at most {most} tokens, and this text has {number}. Give a sentence.</source>
        <translation>编辑槽时文本最多 {most} 个词元，而这段文本有 {number} 个。请给出一个句子。</translation>
    </message>
    <message>
        <source>A slot of this memory belongs to a word, which may be another once the sentence has been read. So it can be edited towards a sentence only all the way: set the strength to 1.</source>
        <translation>这种记忆的一个槽属于一个词，读过这句话之后可能换成另一个词。所以向一句话编辑时只能一步到位：请把强度设为 1。</translation>
    </message>
    <message>
        <source>The slots of this model are {width} wide and its words {words}, so that no slot can be moved towards a word. Give a sentence that says it.</source>
        <translation>此模型的槽宽度为 {width}，词的宽度为 {words}，因此不能把槽移向单个词。请给出一个说明该内容的句子。</translation>
    </message>
    <message>
        <source>The memory state &apos;{name}&apos; does not say which model saved it. Name one with --model.</source>
        <translation>记忆状态“{name}”没有说明是哪个模型保存的。请用 --model 指定一个。</translation>
    </message>
    <message>
        <source>The server cannot listen on {host}, port {port} ({reason}). Take another with --port, or another --host.</source>
        <translation>服务器无法在 {host} 的端口 {port} 上监听（{reason}）。请用 --port 换一个端口，或用 --host 换一个地址。</translation>
    </message>
    <message>
        <source>There is a memory state called &apos;{name}&apos; already. Take another name, or delete that one first.</source>
        <translation>已有名为“{name}”的记忆状态。换一个名字，或先删除原来的。</translation>
    </message>
    <message>
        <source>There is no memory state called &apos;{name}&apos;. Did you mean &apos;{close}&apos;?</source>
        <translation>没有名为“{name}”的记忆状态。你是指“{close}”吗？</translation>
    </message>
    <message>
        <source>There is no memory state called &apos;{name}&apos;.</source>
        <translation>没有名为“{name}”的记忆状态。</translation>
    </message>
    <message>
        <source>A memory state needs a name.</source>
        <translation>记忆状态需要一个名字。</translation>
    </message>
    <message>
        <source>The name of a memory state has at most {most} characters; this one has {count}.</source>
        <translation>记忆状态的名字最多 {most} 个字符；这个有 {count} 个。</translation>
    </message>
    <message>
        <source>The name of a memory state holds a character that cannot be shown. Write it again.</source>
        <translation>名字中有无法显示的字符，请重新输入。</translation>
    </message>
    <message>
        <source>Nothing was read into the memory yet.</source>
        <translation>记忆中还没有读入任何内容。</translation>
    </message>
    <message>
        <source>The text has {there} tokens; {needed} are needed, of whole segments of {length}. Take a longer text, or fewer tokens.</source>
        <translation>这段文字有 {there} 个词元；需要 {needed} 个，按 {length} 个一段的整段计。请换更长的文字，或减少词元数。</translation>
    </message>
    <message>
        <source>{model} does not come from a run that learnt labels. Name them: --labels positive,neutral,negative.</source>
        <translation>{model} 不是由学过标签的训练得到的。请指明标签：--labels positive,neutral,negative。</translation>
    </message>
    <message>
        <source>&apos;{label}&apos; is none of the labels: {labels}.</source>
        <translation>“{label}”不在标签之中：{labels}。</translation>
    </message>
    <message>
        <source>There are no questions with their answers in this. It takes tables with columns such as question and answer, or conversations.</source>
        <translation>其中没有带答案的问题。需要含 question、answer 等列的表格，或对话。</translation>
    </message>
    <message>
        <source>Nothing can be learnt of these questions: {right} of {count} answers are right. At least {least} questions are needed, with right and wrong answers among them.</source>
        <translation>从这些问题学不到什么：{count} 个回答中有 {right} 个正确。至少需要 {least} 个问题，且其中既有答对的，也有答错的。</translation>
    </message>
    <message>
        <source>There are no labels to choose from. Name some.</source>
        <translation>没有可选的标签。请指明一些。</translation>
    </message>
    <message>
        <source>There is no text to label.</source>
        <translation>没有可以打标签的文本。</translation>
    </message>
    <message>
        <source>{model} has heads of its own for labels ({labels}), and others cannot be chosen. Name none, or take a model without heads.</source>
        <translation>{model} 有自己的标签输出头（{labels}），不能另选标签。请不要指定标签，或换一个没有输出头的模型。</translation>
    </message>
    <message>
        <source>A segment of {length} tokens is too short to ask in. Retention is measured with segments of {least} and more.</source>
        <translation>{length} 个词元的段太短，放不下一个提问。测量保持力需要至少 {least} 个词元的段。</translation>
    </message>
    <message>
        <source>The text has {number} tokens. To read something and ask for it later takes {least}, two segments of this model and some. Take a longer text.</source>
        <translation>文本有 {number} 个词元。读过之后再来提问需要 {least} 个，即此模型的两段多一点。请换更长的文本。</translation>
    </message>
    <message>
        <source>Only {number} stretches of this text could be asked for without being mistaken for another: it is too short, or repeats itself. Take a longer text.</source>
        <translation>这份文本里只有 {number} 个片段可以提问而不会与别处混淆：文本太短，或内容重复。请换更长的文本。</translation>
    </message>
    <message>
        <source>There are no queries with documents in {path}. It needs rows with the columns query and document.</source>
        <translation>{path} 中没有带文档的查询。需要有 query 和 document 两列的行。</translation>
    </message>
    <message>
        <source>None of these queries has its document in the collection &apos;{name}&apos;. Add the documents first.</source>
        <translation>这些查询的文档都不在文档集“{name}”中。请先添加文档。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; of {model} has no weights of its own, and no adapters were trained. Write the model to a folder.</source>
        <translation>{model} 的记忆“{kind}”没有自己的权重，也没有训练过适配器。请把模型导出为文件夹。</translation>
    </message>
    <message>
        <source>Nobody noted what the backbone of {model} was before (it may have been made from nothing, or by another program). Write the model to a folder, or name its backbone on the command line (--backbone).</source>
        <translation>没有记录 {model} 的主干模型原来是什么（它可能是从零做的，或由别的程序做的）。请把模型导出为文件夹，或在命令行用 --backbone 指明主干。</translation>
    </message>
    <message>
        <source>The backbone of {model} was {backbone}, which is an adapter itself. Write the model to a folder.</source>
        <translation>{model} 的主干是 {backbone}，而后者本身是适配器。请把模型导出为文件夹。</translation>
    </message>
    <message>
        <source>The backbone of {model} is no longer {backbone}: {count} of its tensors differ ({first}). Where the whole model was trained there is nothing apart from it; write it to a folder.</source>
        <translation>{model} 的主干已不再是 {backbone}：有 {count} 个张量不同（{first}）。整个模型都训练过时，没有可以单独分出来的部分；请导出为文件夹。</translation>
    </message>
    <message>
        <source>A model is written to one of {forms}, not to &apos;{name}&apos;.</source>
        <translation>模型可以写成 {forms} 之一，不能写成“{name}”。</translation>
    </message>
    <message>
        <source>{model} has no memory, so there is no state that a step could take and give, and nothing beside its backbone. Write it to a folder, or give it a memory first.</source>
        <translation>{model} 没有记忆，所以一步没有可以输入和输出的状态，主干之外也没有别的东西。请导出为文件夹，或先给它装上记忆。</translation>
    </message>
    <message>
        <source>All of {model} was trained, so there is nothing apart from its backbone. Write the model to a folder.</source>
        <translation>{model} 的全部权重都训练过，因此没有能与其主干分开的部分。请把模型导出为文件夹。</translation>
    </message>
    <message>
        <source>ONNX needs packages that are not installed ({names}). Install them with: pip install {packages}</source>
        <translation>ONNX 需要的软件包还没有安装（{names}）。请用这条命令安装：pip install {packages}</translation>
    </message>
    <message>
        <source>The program does not do what {model} does: it differs by {difference:.2g}. It was not kept.</source>
        <translation>程序与 {model} 的结果不一致，相差 {difference:.2g}，因此没有保留。</translation>
    </message>
    <message>
        <source>{means} cannot make a program of {name} ({architecture} with the memory &apos;{kind}&apos;): {reason}</source>
        <translation>{means} 无法把 {name}（{architecture}，记忆“{kind}”）做成程序：{reason}</translation>
    </message>
    <message>
        <source>The text has too few different words to make pairs of that could be told apart.</source>
        <translation>文本中不同的词太少，凑不出可以区分的配对。</translation>
    </message>
    <message>
        <source>{path} was made for another backbone: the weights of {backbone} are others than those it was trained beside. Write the right model&apos;s folder or Hub id into {file}, at &apos;reference&apos;.</source>
        <translation>{path} 是为另一个主干模型做的：{backbone} 的权重与它训练时所用的不同。请把正确模型的文件夹或 Hub 编号写进 {file} 的“reference”。</translation>
    </message>
    <message>
        <source>{path} goes with the model {backbone}, which cannot be opened: {reason}</source>
        <translation>{path} 属于模型 {backbone}，而这个模型打不开：{reason}</translation>
    </message>
    <message>
        <source>{path} goes with {backbone}, which is an adapter itself. Export that to a folder, and name it there.</source>
        <translation>{path} 属于 {backbone}，而后者本身也是适配器。请先把后者导出为文件夹，再把那个文件夹写在这里。</translation>
    </message>
    <message>
        <source>The adapter {path} does not fit {model} ({reason}). It may have been made for another one.</source>
        <translation>适配器 {path} 与 {model} 不匹配（{reason}）。它可能是为另一个模型做的。</translation>
    </message>
    <message>
        <source>The memory in {path} does not fit {model} ({reason}). It may be damaged, or made for another one.</source>
        <translation>{path} 里的记忆与 {model} 不匹配（{reason}）。它可能已损坏，或是为另一个模型做的。</translation>
    </message>
    <message>
        <source>{path} does not say which model it goes with. Write its folder or Hub id into {file}, at &apos;{field}&apos;.</source>
        <translation>{path} 没有说明它属于哪个模型。请把模型的文件夹或 Hub 编号写进 {file} 的“{field}”。</translation>
    </message>
    <message>
        <source>{path} holds an adapter of the kind {kind}, which does not become a part of a model&apos;s weights. Adapters of the kinds {kinds} can be opened.</source>
        <translation>{path} 里的适配器是 {kind} 类型，它不能并入模型的权重。可以打开的类型有：{kinds}。</translation>
    </message>
    <message>
        <source>The weights of {path} are pickles ({name}), which can run code when opened, so MemStudio refuses them. Save the adapter again with a current peft, which writes safetensors.</source>
        <translation>{path} 的权重是 pickle 文件（{name}），打开时可能运行代码，所以 MemStudio 拒绝打开。请用新版 peft 重新保存适配器，它会写成 safetensors。</translation>
    </message>
    <message>
        <source>{path} has no weights: {name} is missing. Fetch the adapter again.</source>
        <translation>{path} 没有权重：缺少 {name}。请重新获取这个适配器。</translation>
    </message>
    <message>
        <source>{path} is damaged: it does not say what it must. Fetch or write the adapter again.</source>
        <translation>{path} 已损坏：缺少必需的内容。请重新获取或重新写出这个适配器。</translation>
    </message>
    <message>
        <source>{count} documents of the collection &apos;{collection}&apos; are called &apos;{name}&apos;. Name one by its path, as the list shows it.</source>
        <translation>文档集“{collection}”中有 {count} 个文档叫“{name}”。请用列表中显示的路径指定其中一个。</translation>
    </message>
    <message>
        <source>{path} is no collection, or is damaged: its {file} cannot be read. Make the collection again.</source>
        <translation>{path} 不是文档集，或已损坏：无法读取其中的 {file}。请重新建立文档集。</translation>
    </message>
    <message>
        <source>A part of the collection was written by a later version of MemStudio ({name}). Update MemStudio to use it.</source>
        <translation>文档集的一部分由更新版本的 MemStudio 写成（{name}）。请更新 MemStudio 后再用。</translation>
    </message>
    <message>
        <source>{path} has more than {most} million characters, too many for one document of a collection. Split it.</source>
        <translation>{path} 超过 {most} 百万个字符，对文档集中的一个文档来说太多。请把它拆开。</translation>
    </message>
    <message>
        <source>There is no collection called &apos;{name}&apos;. Did you mean &apos;{close}&apos;?</source>
        <translation>没有叫“{name}”的文档集。你是指“{close}”吗？</translation>
    </message>
    <message>
        <source>There is no collection called &apos;{name}&apos;.</source>
        <translation>没有叫“{name}”的文档集。</translation>
    </message>
    <message>
        <source>A name has 1 to {most} characters; this one has {count}.</source>
        <translation>名称为 1 到 {most} 个字符；这个有 {count} 个。</translation>
    </message>
    <message>
        <source>The name holds a character that cannot be shown. Write it again.</source>
        <translation>名称中有无法显示的字符。请重新输入。</translation>
    </message>
    <message>
        <source>A part of the collection could not be read now ({name}: {reason}), and is left out. It is left as it is; try again.</source>
        <translation>文集的一部分现在读不出（{name}：{reason}），已略过。它保持原样；请再试一次。</translation>
    </message>
    <message>
        <source>A part of the collection is damaged ({name}) and was set aside. Add its document again.</source>
        <translation>文档集的一部分已损坏（{name}），已移到一边。请重新添加该文档。</translation>
    </message>
    <message>
        <source>This collection is searched by the vectors of a model, and none is open. Open one, or let it be searched by words alone.</source>
        <translation>这个文档集按模型的向量搜索，但没有打开模型。请打开一个，或改为只按词语搜索。</translation>
    </message>
    <message>
        <source>Turn {number} is no longer in the memory, which was emptied or exchanged after it.</source>
        <translation>第 {number} 轮已不在记忆里，之后记忆被清空或更换过。</translation>
    </message>
    <message>
        <source>Nothing that was said in this session holds &apos;{words}&apos;.</source>
        <translation>这个会话中说过的内容里没有“{words}”。</translation>
    </message>
    <message>
        <source>What was read into this memory is not there to be read again. Give a question whose answer is to be forgotten: the slots that hold it are found by asking.</source>
        <translation>读入这个记忆的内容已无法重新读取。请给出一个问题，其答案就是要忘记的内容：通过提问来找到保存它的槽。</translation>
    </message>
    <message>
        <source>This turn is no longer in the memory; there is nothing to forget.</source>
        <translation>这一轮已不在记忆里；没有可以忘记的内容。</translation>
    </message>
    <message>
        <source>The session &apos;{name}&apos; was held with {model}, whose tokenizer is another than that of {ours}. Open that model to go on with it.</source>
        <translation>会话“{name}”是与 {model} 进行的，它的分词器与 {ours} 的不同。打开那个模型才能继续。</translation>
    </message>
    <message>
        <source>A session cannot be merged with itself.</source>
        <translation>会话不能与自己合并。</translation>
    </message>
    <message>
        <source>The session &apos;{name}&apos; was held with {model}, whose tokenizer is another than that of {ours}: they cannot be merged.</source>
        <translation>会话“{name}”是与 {model} 进行的，它的分词器与 {ours} 的不同：两者无法合并。</translation>
    </message>
    <message>
        <source>There is no session called &apos;{name}&apos;. Did you mean &apos;{close}&apos;?</source>
        <translation>没有名为“{name}”的会话。你是指“{close}”吗？</translation>
    </message>
    <message>
        <source>There is no session called &apos;{name}&apos;.</source>
        <translation>没有名为“{name}”的会话。</translation>
    </message>
    <message>
        <source>There is a session called &apos;{name}&apos; already. Take another name, or delete that one first.</source>
        <translation>已有名为“{name}”的会话。请换一个名称，或先删除那个会话。</translation>
    </message>
    <message>
        <source>A session needs a name.</source>
        <translation>会话需要一个名称。</translation>
    </message>
    <message>
        <source>The name of a session has at most {most} characters; this one has {count}.</source>
        <translation>会话的名称最多 {most} 个字符；这个有 {count} 个。</translation>
    </message>
    <message>
        <source>The name of a session holds a character that cannot be shown. Write it again.</source>
        <translation>会话的名称含有无法显示的字符。请重新填写。</translation>
    </message>
    <message>
        <source>The session in {path} was written by a newer version of MemStudio. Open it with that one; it is left as it is.</source>
        <translation>{path} 中的会话由更新版本的 MemStudio 写成。请用那个版本打开；它保持原样。</translation>
    </message>
    <message>
        <source>The session in {path} is damaged ({what}). It is left as it is; put it back from a copy, or delete the folder.</source>
        <translation>{path} 中的会话已损坏（{what}）。它保持原样；请从副本恢复，或删除该文件夹。</translation>
    </message>
    <message>
        <source>There is nothing in the memory that could be forgotten.</source>
        <translation>记忆中没有可以忘记的内容。</translation>
    </message>
    <message>
        <source>There is no turn {number}; the session has {count}.</source>
        <translation>没有第 {number} 轮；会话共有 {count} 轮。</translation>
    </message>
    <message>
        <source>Another program is at work on what is kept in {path}. Try again when it is done.</source>
        <translation>另一个程序正在处理 {path} 中保存的内容。等它完成后再试。</translation>
    </message>
    <message>
        <source>&apos;{given}&apos; names {count} labels. Name from 2 to {most}, with commas between them: topic=economy,markets.</source>
        <translation>“{given}”给出了 {count} 个标签。请给出 2 到 {most} 个，用逗号隔开：topic=economy,markets。</translation>
    </message>
    <message>
        <source>Two sets of labels are called &apos;{name}&apos;. Give each a name of its own: topic=economy,markets.</source>
        <translation>有两组标签都叫“{name}”。请给每组各取一个名称：topic=economy,markets。</translation>
    </message>
    <message>
        <source>There is no set of labels called &apos;{name}&apos; that something could be asked for.</source>
        <translation>没有名为“{name}”的标签组，无法为它设置提问。</translation>
    </message>
    <message>
        <source>In the rule for alerts, {name} is {value:g}, and can be from {low:g} to {high:g}.</source>
        <translation>警报规则中的 {name} 为 {value:g}，可取 {low:g} 到 {high:g}。</translation>
    </message>
    <message>
        <source>There is nothing to watch. Name a file or a folder.</source>
        <translation>没有要监测的内容。请指明文件或文件夹。</translation>
    </message>
    <message>
        <source>There is no file or folder {path} to watch. Make it first, or check its name.</source>
        <translation>没有可监测的文件或文件夹 {path}。请先建立它，或检查名称。</translation>
    </message>
    <message>
        <source>The log {log} would be watched itself. Keep it in another folder.</source>
        <translation>日志 {log} 自身会被监测。请把它放在别的文件夹中。</translation>
    </message>
    <message>
        <source>It is not there. It is read as soon as it is back.</source>
        <translation>它不在了。它一回来就会接着读。</translation>
    </message>
    <message>
        <source>This is not a text file, and was passed over.</source>
        <translation>这不是文本文件，已跳过。</translation>
    </message>
    <message>
        <source>The text is longer than {most} characters, so only its end was read.</source>
        <translation>文本超过 {most} 个字符，因此只读了末尾。</translation>
    </message>
    <message>
        <source>The model cannot be exported during a run. Stop the run first; it keeps its model.</source>
        <translation>训练进行中不能导出模型。请先停止训练，它会保留模型。</translation>
    </message>
    <message>
        <source>The watching has ended, as another model was opened or the model was closed. Start it again to go on with the model that is open.</source>
        <translation>由于打开了另一个模型或关闭了模型，监测已结束。重新开始即可用打开的模型继续。</translation>
    </message>
    <message>
        <source>These files are being watched already, with the log {log}. End that first, or name another log.</source>
        <translation>这些文件已在监测中，日志为 {log}。请先结束那边的监测，或另指定日志。</translation>
    </message>
    <message>
        <source>There are no recommendations in {path}. It needs rows with the columns history, candidates and clicked.</source>
        <translation>{path} 中没有推荐数据。需要有 history、candidates 和 clicked 三列的行。</translation>
    </message>
    <message>
        <source>The labels that this model says are damaged: {values}.</source>
        <translation>这个模型的标签已损坏：{values}。</translation>
    </message>
    <message>
        <source>At least two candidates are needed, since one is ranked among others. Add more.</source>
        <translation>至少需要两个候选，因为候选要与其他候选一起排序。请再添加一些。</translation>
    </message>
    <message>
        <source>There is no user called &apos;{name}&apos;. Did you mean &apos;{close}&apos;?</source>
        <translation>没有名为“{name}”的用户。是否指“{close}”？</translation>
    </message>
    <message>
        <source>There is no user called &apos;{name}&apos;.</source>
        <translation>没有名为“{name}”的用户。</translation>
    </message>
    <message>
        <source>{name} has touched {count} items; there is no number {number}.</source>
        <translation>{name} 接触过 {count} 项；没有第 {number} 项。</translation>
    </message>
    <message>
        <source>This is no longer among what {name} touched.</source>
        <translation>这已不在 {name} 接触过的内容之中。</translation>
    </message>
    <message>
        <source>What is known of this user was written by a later version of MemStudio ({path}). Update MemStudio to use it.</source>
        <translation>此用户的资料由更新版本的 MemStudio 写成（{path}）。请更新 MemStudio 后使用。</translation>
    </message>
    <message>
        <source>What is known of this user cannot be read: {path} is damaged. Delete the user, and add the items again.</source>
        <translation>无法读取此用户的资料：{path} 已损坏。请删除该用户，再重新添加各项。</translation>
    </message>
    <message>
        <source>{name} has no memory, so nothing of what was touched would stay. Open a model with one, such as the one that the task Recommendation makes.</source>
        <translation>{name} 没有记忆，接触过的内容都留不下来。请打开带记忆的模型，例如“推荐”任务得到的模型。</translation>
    </message>
    <message>
        <source>Nothing is known yet of what {name} touched. Add some items first.</source>
        <translation>还不知道 {name} 接触过什么。请先添加一些。</translation>
    </message>
    <message>
        <source>{first} has labels in the columns {one}, and {second} in {other}. Texts that are learnt together need the same columns.</source>
        <translation>{first} 的标签在 {one} 列，{second} 的在 {other} 列。一起学习的文本需要相同的列。</translation>
    </message>
    <message>
        <source>{name} has no label to be learnt. The objective &apos;classification&apos; needs a table with a column of text and one or more columns of labels; say which they are if they were not found.</source>
        <translation>{name} 没有可学习的标签。目标“classification”需要一张有文本列和一个或多个标签列的表；如果没有找到，请指明是哪些列。</translation>
    </message>
    <message>
        <source>The labels of {name}, &apos;{answer}&apos;, are {count} and not {number}. Labels that are more than one have to stand without a comma in them.</source>
        <translation>{name} 的标签“{answer}”有 {count} 个，而不是 {number} 个。有多个标签时，标签里不能有逗号。</translation>
    </message>
    <message>
        <source>All {count} texts to learn from have the label &apos;{label}&apos; of &apos;{name}&apos;, so there is nothing to learn. Name another column, or add texts with other labels.</source>
        <translation>要学习的 {count} 篇文本在“{name}”上的标签全是“{label}”，没有什么可学的。请指定另一列，或加入带其他标签的文本。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; has {count} labels, and a head chooses between {most} at most. Name a column whose labels come again and again.</source>
        <translation>“{name}”有 {count} 个标签，而一个输出头最多在 {most} 个之间选择。请指定一个标签会反复出现的列。</translation>
    </message>
    <message>
        <source>Two columns of labels are called &apos;{name}&apos;. Name each column once.</source>
        <translation>有两个标签列都叫“{name}”。每一列只能指定一次。</translation>
    </message>
    <message>
        <source>The model&apos;s heads say {names}, and the labels stand in the columns {columns}. Name the column of each of its heads.</source>
        <translation>模型的输出头说的是 {names}，而标签在 {columns} 列。请为它的每个输出头指定列。</translation>
    </message>
    <message>
        <source>The label &apos;{label}&apos; of &apos;{name}&apos; stands in held-out rows only ({count}), so it cannot be learnt. Add rows with it, leave them out, or take another seed.</source>
        <translation>“{name}”的标签“{label}”只出现在留出的行里（{count} 行），因此学不到。请加入带它的行、去掉这些行，或换一个种子。</translation>
    </message>
    <message>
        <source>&apos;{label}&apos; in {document} is none of the labels of &apos;{name}&apos; that the model&apos;s head chooses between: {labels}. Begin with a model without heads to learn others.</source>
        <translation>{document} 里的“{label}”不在模型的“{name}”输出头可选的标签之中：{labels}。要学习其他标签，请从没有输出头的模型开始。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is none of the candidates. Name one of them.</source>
        <translation>“{name}”不是候选之一。请说出其中一个。</translation>
    </message>
    <message>
        <source>There is no text that tells of anything.</source>
        <translation>没有讲述任何事情的文本。</translation>
    </message>
    <message>
        <source>From 2 to {most} different things can be put in order, and these are {count}: {things}.</source>
        <translation>可以排序的是 2 到 {most} 个不同的事物，而这里有 {count} 个：{things}。</translation>
    </message>
    <message>
        <source>The question &apos;{question}&apos; has no places for two things. Write {one} and {other} where they stand.</source>
        <translation>问题“{question}”里没有放两个事物的位置。请在它们的位置写上 {one} 和 {other}。</translation>
    </message>
    <message>
        <source>Line {line} of {path} has no &apos;text&apos; and &apos;order&apos;, a list of names.</source>
        <translation>{path} 的第 {line} 行没有“text”和“order”（名称列表）。</translation>
    </message>
    <message>
        <source>There are no rows in {path}.</source>
        <translation>{path} 里没有行。</translation>
    </message>
    <message>
        <source>{model} has no memory. Name a model that has one.</source>
        <translation>{model} 没有记忆。请指定一个有记忆的模型。</translation>
    </message>
    <message>
        <source>There is no display here, nor Xvfb to stand in for one. Install the package xvfb, or run this on a desktop.</source>
        <translation>这里没有显示器，也没有可以代替它的 Xvfb。请安装软件包 xvfb，或在桌面环境中运行。</translation>
    </message>
    <message>
        <source>The window did not come up; the log has the details.</source>
        <translation>窗口没有出现；详情见日志。</translation>
    </message>
    <message>
        <source>The session did not come to its end: {reason}</source>
        <translation>会话没有走到结尾：{reason}</translation>
    </message>
    <message>
        <source>The work failed of its own accord: {reason}</source>
        <translation>任务自身失败了：{reason}</translation>
    </message>
    <message>
        <source>The tokenizer {path} cuts text by a pattern that may never be done with it (&apos;{pattern}&apos;), so it is not opened. Fetch the model from where it was first published.</source>
        <translation>分词器 {path} 切分文本所用的模式可能永远匹配不完（“{pattern}”），因此没有打开它。请从最初发布的地方重新获取这个模型。</translation>
    </message>
    <message>
        <source>{name} cannot be opened: its config.json says {value} for &apos;{field}&apos;, and its files hold far less. It is damaged, or was made to mislead; fetch the model again.</source>
        <translation>无法打开 {name}：它的 config.json 中“{field}”写的是 {value}，而它的文件里远没有这么多。它已损坏，或是有意误导；请重新获取该模型。</translation>
    </message>
    <message>
        <source>The chat template of {name} does not take a question ({reason}). Go on without asking in its form, or use another model.</source>
        <translation>{name} 的聊天模板不接受提问（{reason}）。请不用它的形式继续，或换一个模型。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; of this model comes from the plug-in {package}, and plug-ins are left out at the moment. Start without safe mode to open it.</source>
        <translation>此模型的记忆“{kind}”来自插件 {package}，而目前没有加载插件。请不用安全模式启动来打开它。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; of this model comes from the plug-in {package}, which is not installed here. Install it, in the same Python as MemStudio, and open the model again.</source>
        <translation>此模型的记忆“{kind}”来自插件 {package}，这里没有安装它。请把它装进 MemStudio 所用的 Python，再打开模型。</translation>
    </message>
    <message>
        <source>The plug-in &apos;{name}&apos; of the package {package} cannot be used: {reason}. MemStudio goes on without it; update the package, or remove it.</source>
        <translation>软件包 {package} 的插件“{name}”无法使用：{reason}。MemStudio 不用它继续运行；请更新或移除该软件包。</translation>
    </message>
    <message>
        <source>The plug-in &apos;{name}&apos; of the package {package} is left out, because {other} brings one of that name already. Remove one of the two packages.</source>
        <translation>软件包 {package} 的插件“{name}”被略过，因为 {other} 已带来同名的插件。请移除其中一个软件包。</translation>
    </message>
    <message>
        <source>Nothing is known of a device called &apos;{name}&apos;. There are: {names}.</source>
        <translation>没有名为“{name}”的设备的资料。有：{names}。</translation>
    </message>
    <message>
        <source>The memory &apos;{kind}&apos; does not go with {model}. One of them has an encoder, and the other wants none.</source>
        <translation>记忆“{kind}”不能与 {model} 搭配：一个有编码器，另一个不要编码器。</translation>
    </message>
    <message>
        <source>What {model} costs is worked out from its config.json, and a file of weights has none. Name the folder that it was made from.</source>
        <translation>{model} 的开销由它的 config.json 得出，而权重文件没有。请指定制作它所用的文件夹。</translation>
    </message>
    <message>
        <source>The configuration {path} is not one that transformers knows ({reason}).</source>
        <translation>配置 {path} 不是 transformers 所认识的（{reason}）。</translation>
    </message>
    <message>
        <source>The configuration {path} is not that of a language model.</source>
        <translation>配置 {path} 不是语言模型的配置。</translation>
    </message>
    <message>
        <source>The cost of this could not be worked out ({reason}). The log has the details.</source>
        <translation>无法算出这项开销（{reason}）。详情见日志。</translation>
    </message>
    <message>
        <source>It cannot be brought back: there is another {path} by now.</source>
        <translation>无法恢复：那里现在已有另一个 {path}。</translation>
    </message>
    <message>
        <source>What was remembered before cannot come back: the conversation that it belongs to was changed or left since.</source>
        <translation>先前记住的内容无法恢复：它所属的对话此后已改变或已离开。</translation>
    </message>
    <message>
        <source>The text has {count} words, fewer than are held out: {wanted}. Take smaller or shorter batches.</source>
        <translation>文本只有 {count} 个词，少于要留出的 {wanted} 个。请减小批次或缩短其中的文本。</translation>
    </message>
    <message>
        <source>A text of {count} tokens is too short to be looked at in {parts} parts, as segments have {length}. Let {least} be read.</source>
        <translation>{count} 个词元的文本太短，无法分成 {parts} 份来观察，因为每段有 {length} 个词元。请至少读 {least} 个词元。</translation>
    </message>
    <message>
        <source>What was to be saved is not on show any more.</source>
        <translation>要保存的内容已不再显示。</translation>
    </message>
    <message>
        <source>{path} was not found in the trash: look there yourself.</source>
        <translation>在回收站中没有找到 {path}：请自行在那里查看。</translation>
    </message>
    <message>
        <source>There is no run {path} any more.</source>
        <translation>训练 {path} 已不存在。</translation>
    </message>
    <message>
        <source>This passage is no longer in the collection.</source>
        <translation>这个段落已不在文集中。</translation>
    </message>
    <message>
        <source>What was said last to {model} could not be saved, and is lost.</source>
        <translation>最后对 {model} 说的内容没能保存，已经丢失。</translation>
    </message>
    <message>
        <source>What was said last cannot be saved ({reason}). Ask again to go on without it.</source>
        <translation>最后说的内容无法保存（{reason}）。再次要求即可不带它继续。</translation>
    </message>
    <message>
        <source>{path} has no such task. It has: {names}.</source>
        <translation>{path} 中没有这样的任务。其中有：{names}。</translation>
    </message>
    <message>
        <source>{name} cannot be {value}; it has to be between {least} and {most}.</source>
        <translation>{name} 不能是 {value}；它必须在 {least} 和 {most} 之间。</translation>
    </message>
    <message>
        <source>The model has no weights for the token &apos;{token}&apos;: its tokenizer has more tokens than it, which has {rows}. Make room for them (resize_token_embeddings of transformers), or take the tokenizer that the model was made with.</source>
        <translation>模型没有词元“{token}”的权重：其分词器的词元比模型多，模型只有 {rows} 个。请为它们留出位置（transformers 的 resize_token_embeddings），或使用模型制作时的分词器。</translation>
    </message>
    <message>
        <source>bench faults copies the process at work for each fault, which this system cannot do. It needs Linux or macOS.</source>
        <translation>bench faults 要为每次故障复制正在工作的进程，这个系统做不到。需要 Linux 或 macOS。</translation>
    </message>
</context>
<context>
    <name>export</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>All weights, adapters merged, with the tokenizer and a card. MemStudio, transformers and whatever else reads such folders open it.</source>
        <translation>全部权重（适配器已并入）、分词器和说明卡。MemStudio、transformers 以及能读这种文件夹的程序都能打开。</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Only what was trained beside the backbone: the memory, and adapters (LoRA) in PEFT&apos;s form. Small; it needs the same backbone, which is checked when it is opened.</source>
        <translation>只含主干之外训练出来的部分：记忆，以及 PEFT 格式的适配器（LoRA）。很小；打开时需要同一个主干模型，并会核对。</translation>
    </message>
    <message>
        <source>Program (torch.export)</source>
        <translation>程序（torch.export）</translation>
    </message>
    <message>
        <source>One step as a program for torch, without MemStudio and transformers: tokens and the memory go in, logits and the new memory come out.</source>
        <translation>把一步做成 torch 的程序，不需要 MemStudio 和 transformers：输入词元和记忆，输出 logits 和新的记忆。</translation>
    </message>
    <message>
        <source>Program (ONNX)</source>
        <translation>程序（ONNX）</translation>
    </message>
    <message>
        <source>The same step for ONNX Runtime and its kin, without torch.</source>
        <translation>同样的一步，供 ONNX Runtime 等使用，不需要 torch。</translation>
    </message>
</context>
<context>
    <name>health</name>
    <message>
        <source>Likeness of slots</source>
        <translation>槽的相似度</translation>
    </message>
    <message>
        <source>alike</source>
        <translation>相似</translation>
    </message>
    <message>
        <source>mean cosine between two slots, over all states</source>
        <translation>所有状态中两个槽之间的平均余弦</translation>
    </message>
    <message>
        <source>The slots have collapsed: any two of them point the same way (mean cosine {value}, limit {limit}).</source>
        <translation>槽已坍缩：任意两个都指向同一方向（平均余弦 {value}，界限 {limit}）。</translation>
    </message>
    <message>
        <source>At a cosine of 0.95 nine tenths of what a slot holds is what every other slot holds too, so that many slots are little more than one.</source>
        <translation>余弦为 0.95 时，一个槽的内容有九成也在其他每个槽里，多个槽几乎等于一个。</translation>
    </message>
    <message>
        <source>Dead slots</source>
        <translation>失效的槽</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>失效</translation>
    </message>
    <message>
        <source>share of slots that are never read, or never written</source>
        <translation>从不被读取或从不被写入的槽所占比例</translation>
    </message>
    <message>
        <source>{value} of the slots are dead: nothing reads them, or nothing is ever written to them (limit {limit}).</source>
        <translation>{value} 的槽已失效：没有词元读取它们，或从未写入（界限 {limit}）。</translation>
    </message>
    <message>
        <source>A slot counts as dead with less than a twentieth of an even share of all reading, or when no segment changed it by one hundredth of its length. A few may rest on a short text; beyond a quarter the memory is paid for and not there.</source>
        <translation>读取量不足平均份额的二十分之一，或没有一个片段使其改变超过自身长度百分之一的槽，算作失效。短文本里有几个闲置无妨；超过四分之一，记忆就形同虚设。</translation>
    </message>
    <message>
        <source>Saturated gates</source>
        <translation>饱和的门</translation>
    </message>
    <message>
        <source>gates stuck</source>
        <translation>门卡住</translation>
    </message>
    <message>
        <source>share of gates below 0.02 or above 0.98</source>
        <translation>低于 0.02 或高于 0.98 的门所占比例</translation>
    </message>
    <message>
        <source>{value} of the gates are shut or wide open whatever is read (limit {limit}), and hardly learn any more.</source>
        <translation>{value} 的门不论读什么都关死或全开（界限 {limit}），几乎不再学习。</translation>
    </message>
    <message>
        <source>Beyond 0.02 and 0.98 a sigmoid&apos;s slope is under a twelfth of its steepest. Gates that decide are often near an end; when nine in ten are, at all times, they decide nothing.</source>
        <translation>超出 0.02 和 0.98 时，sigmoid 的斜率不到最大值的十二分之一。起作用的门常靠近一端；但九成的门始终如此，就什么也没决定。</translation>
    </message>
    <message>
        <source>change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Change per segment</source>
        <translation>每段变化</translation>
    </message>
    <message>
        <source>mean change of a slot in a segment but the first, in parts of its length</source>
        <translation>除第一段外每个片段中槽的平均变化，以自身长度为单位</translation>
    </message>
    <message>
        <source>The memory is frozen: a segment changes a slot by {value} of its length on average (limit {limit}).</source>
        <translation>记忆已冻结：一个片段平均只改变槽长度的 {value}（界限 {limit}）。</translation>
    </message>
    <message>
        <source>At less than a hundredth a segment, what a memory holds after a whole document is what it began with.</source>
        <translation>每段不足百分之一时，读完整篇文档后记忆仍是开始时的样子。</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replaced per segment</source>
        <translation>每段替换</translation>
    </message>
    <message>
        <source>share of a slot&apos;s contents that a segment puts in place of the old (1 − squared cosine with itself before)</source>
        <translation>一个片段替换掉的槽内容比例（1 − 与之前自身余弦的平方）</translation>
    </message>
    <message>
        <source>Nothing stays: a segment replaces {value} of what a slot holds (limit {limit}), so that nothing lasts longer than a segment.</source>
        <translation>什么也留不住：一个片段替换掉槽内容的 {value}（界限 {limit}），没有内容能保留超过一个片段。</translation>
    </message>
    <message>
        <source>What is left is then below a fiftieth after one segment, which is what two vectors without anything in common have by chance in 25 dimensions.</source>
        <translation>这时一个片段后剩下不到五十分之一，等于 25 维中两个毫不相干的向量偶然共有的部分。</translation>
    </message>
    <message>
        <source>Slots in use</source>
        <translation>使用中的槽</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>effective number of slots that reading is spread over (exp of its entropy), as a share of those that came into use</source>
        <translation>读取所分布到的有效槽数（熵的指数）占已启用的槽的比例</translation>
    </message>
    <message>
        <source>All reading goes to few slots: in effect to {value} of them (limit {limit}).</source>
        <translation>读取都集中在少数槽上：实际只有 {value}（界限 {limit}）。</translation>
    </message>
    <message>
        <source>Below a fifth the others could be taken away and hardly a token would read otherwise; of fewer than four slots it is not asked.</source>
        <translation>低于五分之一时，去掉其余的槽几乎不影响任何词元的读取；少于四个槽时不作要求。</translation>
    </message>
    <message>
        <source>Share of the gradient</source>
        <translation>梯度份额</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>the memory&apos;s part of the gradient&apos;s length, before clipping; measured only where other weights are trained too</source>
        <translation>记忆在梯度长度（裁剪前）中所占的部分；只在同时训练其他权重时测量</translation>
    </message>
    <message>
        <source>The memory hardly learns: its weights have {value} of the gradient (limit {limit}).</source>
        <translation>记忆几乎不在学习：其权重只占梯度的 {value}（界限 {limit}）。</translation>
    </message>
    <message>
        <source>A hundredth of the length is a ten-thousandth of the square: clipping and the common learning rate are then set by the other weights alone.</source>
        <translation>长度的百分之一是平方的万分之一：裁剪和共同的学习率就只由其他权重决定。</translation>
    </message>
</context>
<context>
    <name>measuring</name>
    <message>
        <source>{name} carries no memory from one segment to the next, so there is nothing to reset.</source>
        <translation>{name} 不会把记忆从一个片段带到下一个片段，所以没有可重置的。</translation>
    </message>
    <message>
        <source>Every text here fits into one segment, so the memory had nothing to carry: with it and without it all is the same. Take longer texts to see what it gives.</source>
        <translation>这里每篇文本都只有一个片段，记忆没有可传递的内容：有没有记忆都一样。请用更长的文本来看记忆的作用。</translation>
    </message>
    <message>
        <source>It is not shown that the memory makes a difference. {title}: {value} with it, {reset} when it is forgotten before each segment; the difference of {gain} may be chance ({low} to {high}). Measure on more to tell.</source>
        <translation>看不出记忆有影响。{title}：保留记忆 {value}，每个片段之前忘掉记忆 {reset}；{gain} 的差可能只是偶然（{low} 至 {high}）。用更多内容测量才能判断。</translation>
    </message>
    <message>
        <source>{title}: {value} with the memory, {reset} when it is forgotten before each segment. That is too little to tell the difference of {gain} from chance: measure on more rows or longer texts.</source>
        <translation>{title}：保留记忆 {value}，每个片段之前忘掉记忆 {reset}。内容太少，无法判断 {gain} 的差是否偶然：请用更多行或更长的文本测量。</translation>
    </message>
    <message>
        <source>The memory helps. {title}: {value} with it, {reset} when it is forgotten before each segment; a difference of {gain}, with 95% certainty between {low} and {high}.</source>
        <translation>记忆有帮助。{title}：保留记忆 {value}，每个片段之前忘掉记忆 {reset}；相差 {gain}，95% 的把握在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>The memory does harm here. {title}: {value} with it, {reset} when it is forgotten before each segment; a difference of {gain}, with 95% certainty between {low} and {high}.</source>
        <translation>这里记忆反而有害。{title}：保留记忆 {value}，每个片段之前忘掉记忆 {reset}；相差 {gain}，95% 的把握在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>It is not shown that the memory makes a difference in the main figure. {title}: {value} with it, {reset} when it is forgotten before each segment; the difference of {gain} may be chance ({low} to {high}).</source>
        <translation>主要指标看不出记忆有影响。{title}：保留记忆 {value}，每个片段之前忘掉记忆 {reset}；{gain} 的差可能只是偶然（{low} 至 {high}）。</translation>
    </message>
    <message>
        <source>Another figure shows that it helps. {title}: {value} with it, {reset} when it is forgotten before each segment; a difference of {gain}, with 95% certainty between {low} and {high}.</source>
        <translation>另一项指标表明记忆有帮助。{title}：保留记忆 {value}，每个片段之前忘掉记忆 {reset}；相差 {gain}，95% 的把握在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>Another figure shows that it does harm. {title}: {value} with it, {reset} when it is forgotten before each segment; a difference of {gain}, with 95% certainty between {low} and {high}.</source>
        <translation>另一项指标表明记忆有害。{title}：保留记忆 {value}，每个片段之前忘掉记忆 {reset}；相差 {gain}，95% 的把握在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>Better than {other}: {title} {value} against {their}; a difference of {gain}, with 95% certainty between {low} and {high}.</source>
        <translation>优于{other}：{title} {value}，对方 {their}；相差 {gain}，95% 的把握在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>Worse than {other}: {title} {value} against {their}; a difference of {gain}, with 95% certainty between {low} and {high}.</source>
        <translation>不如{other}：{title} {value}，对方 {their}；相差 {gain}，95% 的把握在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>No difference to {other} is shown: {title} {value} against {their} ({low} to {high}).</source>
        <translation>看不出与{other}有差别：{title} {value}，对方 {their}（{low} 至 {high}）。</translation>
    </message>
    <message>
        <source>Beside {other}: {title} {value} against {their}. That is too little to tell from chance.</source>
        <translation>与{other}相比：{title} {value}，对方 {their}。内容太少，无法排除偶然。</translation>
    </message>
    <message>
        <source>the same without its memory</source>
        <translation>去掉记忆的同一模型</translation>
    </message>
</context>
<context>
    <name>memory</name>
    <message>
        <source>Recurrent memory (RMT)</source>
        <translation>循环记忆（RMT）</translation>
    </message>
    <message>
        <source>Memory tokens before and after each segment; what the model writes into the ones after is what it reads before the next segment.</source>
        <translation>每个片段前后的记忆词元；模型写入后面词元的内容，就是它读下一个片段之前读到的内容。</translation>
    </message>
    <message>
        <source>Notes on words (LM-BOW)</source>
        <translation>词语笔记（LM-BOW）</translation>
    </message>
    <message>
        <source>Every word carries notes of the contexts it was met in, from both sides, which are mixed into its embedding when it comes again.</source>
        <translation>每个词都带有它出现过的上下文（左右两侧）的笔记，再次出现时混入它的嵌入。</translation>
    </message>
    <message>
        <source>Neural memory (NLM)</source>
        <translation>神经记忆（NLM）</translation>
    </message>
    <message>
        <source>Slots between an encoder and a decoder: the source reads them, the decoder attends to them, and a gate rewrites them after each segment.</source>
        <translation>编码器与解码器之间的槽：源文本读取它们，解码器关注它们，每个片段之后由门控改写。</translation>
    </message>
    <message>
        <source>Associative recurrent memory (ARMT)</source>
        <translation>联想循环记忆（ARMT）</translation>
    </message>
    <message>
        <source>A matrix in every layer, written by memory tokens after each segment and read by every token; new facts replace old ones under the same key.</source>
        <translation>每层一个矩阵，每个片段之后由记忆词元写入，供每个词元读取；同一个键下的新事实替换旧事实。</translation>
    </message>
    <message>
        <source>Infini-attention</source>
        <translation>无限注意力（Infini-attention）</translation>
    </message>
    <message>
        <source>A matrix per attention head, into which each segment&apos;s keys and values are summed; every head mixes what it reads there into its own attention.</source>
        <translation>每个注意力头一个矩阵，累加每个片段的键和值；每个头把从中读到的内容混入自己的注意力。</translation>
    </message>
    <message>
        <source>Nearest neighbours (Memorizing Transformer)</source>
        <translation>最近邻（Memorizing Transformer）</translation>
    </message>
    <message>
        <source>One layer keeps the keys and values of everything read and attends to the nearest of them: exact recall, at a cost that grows with the text.</source>
        <translation>有一层保存所有读过内容的键和值，并关注其中最近的：回忆精确，代价随文本增长。</translation>
    </message>
    <message>
        <source>Memory to memory (M2M)</source>
        <translation>记忆到记忆（M2M）</translation>
    </message>
    <message>
        <source>Slots attend to each other and to the segment, and gates decide what each keeps; tokens read the slots inside some layers.</source>
        <translation>槽之间相互关注，也关注片段，由门控决定各自保留什么；词元在某些层内读取这些槽。</translation>
    </message>
    <message>
        <source>Sequential to set (S2S)</source>
        <translation>序列到集合（S2S）</translation>
    </message>
    <message>
        <source>Each segment is pooled, with the slots that stand, into a new set of slots without order; tokens read the set inside some layers.</source>
        <translation>每个片段与现有的槽一起汇聚成一个新的无序槽集合；词元在某些层内读取这个集合。</translation>
    </message>
    <message>
        <source>Learning at test time (Titans)</source>
        <translation>测试时学习（Titans）</translation>
    </message>
    <message>
        <source>A small network that learns while it reads, by gradient descent with momentum and forgetting; what it answers stands before the segment, or is added behind a layer.</source>
        <translation>一个边读边学的小网络，用带动量和遗忘的梯度下降；它的回答放在片段之前，或加在某一层之后。</translation>
    </message>
    <message>
        <source>No memory</source>
        <translation>没有记忆</translation>
    </message>
    <message>
        <source>The plain model: each segment is read by itself. The baseline of every comparison.</source>
        <translation>普通模型：每个片段单独读。它是所有比较的基线。</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>注意力头数</translation>
    </message>
    <message>
        <source>Key width</source>
        <translation>键的宽度</translation>
    </message>
    <message>
        <source>Value spread</source>
        <translation>值的离散</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>校正</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新方式</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>近邻数</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>容量</translation>
    </message>
    <message>
        <source>Reading layers</source>
        <translation>读取层</translation>
    </message>
    <message>
        <source>Writing layer</source>
        <translation>写入层</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Read gate</source>
        <translation>读取门</translation>
    </message>
    <message>
        <source>Slots see slots</source>
        <translation>槽互相可见</translation>
    </message>
    <message>
        <source>Competition</source>
        <translation>竞争</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>比率</translation>
    </message>
    <message>
        <source>Skip the first</source>
        <translation>跳过开头的词</translation>
    </message>
    <message>
        <source>Share of notes</source>
        <translation>笔记的份额</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Hidden width</source>
        <translation>隐藏层宽度</translation>
    </message>
    <message>
        <source>Chunk length</source>
        <translation>块长度</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Persistent tokens</source>
        <translation>持久词元</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>开度</translation>
    </message>
    <message>
        <source>attention heads of reads and writes</source>
        <translation>读取与写入的注意力头数</translation>
    </message>
    <message>
        <source>width of keys and queries; each layer&apos;s matrix has 6 rows for every unit</source>
        <translation>键与查询的宽度；每层的矩阵为每个单位设 6 行</translation>
    </message>
    <message>
        <source>spread of the fresh value weights: 0 leaves a pretrained model as it was, 0.05 suits small models trained from scratch</source>
        <translation>新的值权重的离散程度：0 使预训练模型保持原样，0.05 适合从零训练的小模型</translation>
    </message>
    <message>
        <source>count what is stored under a key once, however often written</source>
        <translation>同一个键下存的内容不论写多少次都只计一次</translation>
    </message>
    <message>
        <source>delta writes only what the memory does not yet answer; linear writes all</source>
        <translation>delta 只写入记忆尚不能回答的内容；linear 写入全部</translation>
    </message>
    <message>
        <source>the layer that reads the memory, counted from 1; 0 for three quarters up</source>
        <translation>读取记忆的层，从 1 数起；0 表示在四分之三高处</translation>
    </message>
    <message>
        <source>how many entries each head attends to</source>
        <translation>每个头关注多少条记录</translation>
    </message>
    <message>
        <source>tokens that are kept; the oldest leave</source>
        <translation>保留的词元数；最旧的先离开</translation>
    </message>
    <message>
        <source>layers before which tokens read the memory, counted from 1; empty for up to four spread over the depth</source>
        <translation>在哪些层之前读取记忆，从 1 数起；留空则在整个深度上均匀取至多四层</translation>
    </message>
    <message>
        <source>the layer whose output is written, counted from 1; 0 for the last, behind the final norm</source>
        <translation>写入哪一层的输出，从 1 数起；0 表示最后一层，在最终归一化之后</translation>
    </message>
    <message>
        <source>tokens write and read the memory with their place in the segment</source>
        <translation>词元写入和读取记忆时带上其在片段中的位置</translation>
    </message>
    <message>
        <source>where the gate of reads starts: 0 leaves a pretrained model as it was, 1 suits small models trained from scratch</source>
        <translation>读取门的初值：0 使预训练模型保持原样，1 适合从零训练的小模型</translation>
    </message>
    <message>
        <source>slots attend to each other; off, each only to itself</source>
        <translation>槽之间互相关注；关闭时每个槽只关注自己</translation>
    </message>
    <message>
        <source>slots compete for tokens (Slot Attention)</source>
        <translation>槽之间竞争词元（Slot Attention）</translation>
    </message>
    <message>
        <source>rounds of the competition</source>
        <translation>竞争的轮数</translation>
    </message>
    <message>
        <source>tokens on either side that a note is taken from</source>
        <translation>笔记取自两侧的多少个词元</translation>
    </message>
    <message>
        <source>share of a new note in what is known of its word</source>
        <translation>新笔记在该词已有内容中所占的份额</translation>
    </message>
    <message>
        <source>words with a lower id, mostly the commonest, get no notes</source>
        <translation>编号更小的词（多为最常见的词）不做笔记</translation>
    </message>
    <message>
        <source>share of the notes in a word&apos;s embedding at first: 0 leaves a pretrained model as it was, 0.5 suits small models trained from scratch</source>
        <translation>开始时笔记在词嵌入中的份额：0 使预训练模型保持原样，0.5 适合从零训练的小模型</translation>
    </message>
    <message>
        <source>context: what the memory answers stands before the segment as tokens; gate: it is added behind a layer, at half the cost</source>
        <translation>context：记忆的回答作为词元放在片段之前；gate：加在某一层之后，代价减半</translation>
    </message>
    <message>
        <source>layers of the network that is the memory; 1 is linear</source>
        <translation>作为记忆的网络的层数；1 为线性</translation>
    </message>
    <message>
        <source>width of keys and values</source>
        <translation>键与值的宽度</translation>
    </message>
    <message>
        <source>units of the network between its layers</source>
        <translation>网络各层之间的单元数</translation>
    </message>
    <message>
        <source>tokens learnt in one step; fewer is closer to one by one, and slower</source>
        <translation>一步学习多少个词元；越少越接近逐个学习，也越慢</translation>
    </message>
    <message>
        <source>go on learning from what surprised a moment ago</source>
        <translation>继续从刚才令其意外的内容中学习</translation>
    </message>
    <message>
        <source>learned tokens before every segment; with 0 a pretrained model stays as it was until trained</source>
        <translation>每个片段之前的可学习词元；为 0 时预训练模型在训练前保持原样</translation>
    </message>
    <message>
        <source>how far the memory&apos;s gates are open at first: 0 leaves a pretrained model as it was, 1 suits small models trained from scratch</source>
        <translation>记忆的门开始时开多大：0 使预训练模型保持原样，1 适合从零训练的小模型</translation>
    </message>
</context>
<context>
    <name>memory_help</name>
    <message>
        <source>On</source>
        <translation>开启</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Shuffled</source>
        <translation>打乱</translation>
    </message>
    <message>
        <source>Swapped</source>
        <translation>互换</translation>
    </message>
    <message>
        <source>the memory as reading leaves it, segment by segment</source>
        <translation>逐段阅读所留下的记忆</translation>
    </message>
    <message>
        <source>the same weights without their memory</source>
        <translation>同样的权重，去掉记忆</translation>
    </message>
    <message>
        <source>the memory as it is before anything was read, put back before every segment</source>
        <translation>未读任何内容时的记忆，在每个片段之前放回</translation>
    </message>
    <message>
        <source>the memory of the same text, its segments read in a random order</source>
        <translation>同一文本的记忆，但片段按随机顺序阅读</translation>
    </message>
    <message>
        <source>the memory that another text left at the same place, put in before every segment</source>
        <translation>另一文本在同一位置留下的记忆，在每个片段之前换入</translation>
    </message>
    <message>
        <source>95% intervals by the bootstrap: {parts} stretches of text drawn anew with replacement 1,000 times, the same ones for both sides of a difference</source>
        <translation>95% 区间用自助法：有放回地重新抽取 {parts} 段连续文本 1,000 次，差值两边用同样的抽样</translation>
    </message>
    <message>
        <source>95% intervals by the bootstrap: {parts} segments drawn anew with replacement 1,000 times, the same ones for both sides of a difference; there are too few stretches of text to draw those, and segments of one have a memory in common, so that the truth may lie farther off</source>
        <translation>95% 区间用自助法：有放回地重新抽取 {parts} 个片段 1,000 次，差值两边用同样的抽样；连续文本太少，无法按段抽取，而同一段里的片段共用一份记忆，所以真实值可能离得更远</translation>
    </message>
    <message>
        <source>95% intervals by the number of questions (Wilson; of differences Newcombe), wider where those of a story go together</source>
        <translation>95% 区间按问题数得出（Wilson；差值用 Newcombe）；同一故事的问题相互关联时更宽</translation>
    </message>
    <message>
        <source>The memory helps, and by what it holds: {on} with it, {reset} when it is reset before every segment, {swapped} with another text&apos;s memory in its place.</source>
        <translation>记忆有帮助，而且靠的是它所保存的内容：有记忆时 {on}，每个片段前重置时 {reset}，换成另一文本的记忆时 {swapped}。</translation>
    </message>
    <message>
        <source>The memory helps: {on} with it, {reset} when it is reset before every segment. Whether by what it holds is not known: there was no other text to swap memories with.</source>
        <translation>记忆有帮助：有记忆时 {on}，每个片段前重置时 {reset}。是否靠其内容尚不清楚：没有另一文本可以互换记忆。</translation>
    </message>
    <message>
        <source>What the memory holds makes no difference here that could be shown: {on} with it, {swapped} with another text&apos;s memory in its place. That it is better than the memory reset ({reset}) comes from its being filled, with whatever it may be.</source>
        <translation>记忆的内容在这里没有显出作用：有记忆时 {on}，换成另一文本的记忆时 {swapped}。它好于重置的记忆（{reset}），只是因为记忆里有东西，不论是什么。</translation>
    </message>
    <message>
        <source>It is not shown that what the memory remembers helps here: {on} with it, {reset} when it is reset before every segment. The weights do lean on it, though: without it altogether {off}.</source>
        <translation>未能证明记忆所记住的内容在这里有帮助：有记忆时为 {on}，每段之前重置时为 {reset}。但权重确实依赖于它：完全没有记忆时为 {off}。</translation>
    </message>
    <message>
        <source>The memory does harm here: {on} with it, {reset} when it is reset before every segment.</source>
        <translation>记忆在这里有害：有记忆时 {on}，每个片段前重置时 {reset}。</translation>
    </message>
    <message>
        <source>It is not shown that the memory makes a difference: {on} with it, {reset} when it is reset before every segment; that may be chance. Measure on more to tell.</source>
        <translation>未能表明记忆有作用：有记忆时 {on}，每个片段前重置时 {reset}；这可能是偶然。请在更多内容上测量。</translation>
    </message>
    <message>
        <source>{on} with the memory, {reset} when it is reset before every segment: too little was read to tell the difference from chance. Take a longer text.</source>
        <translation>有记忆时 {on}，每个片段前重置时 {reset}：读得太少，无法与偶然区分。请换更长的文本。</translation>
    </message>
    <message>
        <source>What the memory holds is better than the memory reset before every segment: {on} with it, {reset} when reset.</source>
        <translation>记忆所保存的内容好于每个片段之前重置的记忆：有记忆时为 {on}，重置时为 {reset}。</translation>
    </message>
    <message>
        <source>Without the memory altogether the model does better: {off}.</source>
        <translation>完全不用记忆时，模型反而更好：{off}。</translation>
    </message>
    <message>
        <source>The order counts: with the memory of the same text read in a random order {shuffled}.</source>
        <translation>顺序有影响：用按随机顺序阅读同一文本的记忆时 {shuffled}。</translation>
    </message>
    <message>
        <source>That the order in which the text was read counts is not shown: {shuffled} with the memory of a random order.</source>
        <translation>未能表明阅读顺序有影响：用随机顺序的记忆时 {shuffled}。</translation>
    </message>
    <message>
        <source>It is shown to help for what stood up to {distance} segments back.</source>
        <translation>已表明它对最多 {distance} 个片段之前的内容有帮助。</translation>
    </message>
    <message>
        <source>It is shown to help for what stood {distance} and more segments back.</source>
        <translation>已表明它对 {distance} 个及更多片段之前的内容有帮助。</translation>
    </message>
</context>
<context>
    <name>metrics</name>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>among how many tokens, all alike, the model hesitates</source>
        <translation>模型平均在多少个同样可能的词元之间犹豫</translation>
    </message>
    <message>
        <source>Bits per byte</source>
        <translation>每字节比特数</translation>
    </message>
    <message>
        <source>what a byte of the text costs; comparable between tokenizers</source>
        <translation>文本每个字节的代价；不同分词器之间可以比较</translation>
    </message>
    <message>
        <source>Token accuracy</source>
        <translation>词元准确率</translation>
    </message>
    <message>
        <source>how often the likeliest next token is the right one</source>
        <translation>最可能的下一个词元正确的比例</translation>
    </message>
    <message>
        <source>Exact match</source>
        <translation>完全匹配</translation>
    </message>
    <message>
        <source>answers that say just what was expected, but for case, punctuation and articles</source>
        <translation>除大小写、标点和冠词外与期望完全一致的回答</translation>
    </message>
    <message>
        <source>Word F1</source>
        <translation>词 F1</translation>
    </message>
    <message>
        <source>how many words an answer shares with the expected one</source>
        <translation>回答与期望答案共有多少词</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>how often the likeliest of the possible answers is the right one</source>
        <translation>可能答案中最可能的一个正确的比例</translation>
    </message>
    <message>
        <source>Macro F1</source>
        <translation>宏平均 F1</translation>
    </message>
    <message>
        <source>the same for every label alike, however seldom it is</source>
        <translation>每个标签同等对待，无论多么少见</translation>
    </message>
    <message>
        <source>Above the commonest label</source>
        <translation>高于最常见标签</translation>
    </message>
    <message>
        <source>how much more often that is than by always saying the label that most of the texts have</source>
        <translation>比总是回答最常见的标签多对多少</translation>
    </message>
    <message>
        <source>BLEU</source>
        <translation>BLEU</translation>
    </message>
    <message>
        <source>runs of one to four words shared with the expected translation, up to 100</source>
        <translation>与期望译文共有的一至四个词的片段，最高 100</translation>
    </message>
    <message>
        <source>chrF</source>
        <translation>chrF</translation>
    </message>
    <message>
        <source>runs of one to six characters shared with the expected translation, up to 100</source>
        <translation>与期望译文共有的一至六个字符的片段，最高 100</translation>
    </message>
    <message>
        <source>Term consistency</source>
        <translation>术语一致性</translation>
    </message>
    <message>
        <source>terms that are translated as the first lines of their document fixed them</source>
        <translation>按文档开头几行的规定翻译的术语所占比例</translation>
    </message>
    <message>
        <source>ROUGE-1</source>
        <translation>ROUGE-1</translation>
    </message>
    <message>
        <source>words shared with the expected text</source>
        <translation>与期望文本共有的词</translation>
    </message>
    <message>
        <source>ROUGE-2</source>
        <translation>ROUGE-2</translation>
    </message>
    <message>
        <source>pairs of words shared with the expected text</source>
        <translation>与期望文本共有的相邻词对</translation>
    </message>
    <message>
        <source>ROUGE-L</source>
        <translation>ROUGE-L</translation>
    </message>
    <message>
        <source>words in the same order as in the expected text</source>
        <translation>与期望文本顺序相同的词</translation>
    </message>
    <message>
        <source>nDCG@10</source>
        <translation>nDCG@10</translation>
    </message>
    <message>
        <source>how far up among the first ten those stand that were wanted</source>
        <translation>想要的项在前十名中排得多靠前</translation>
    </message>
    <message>
        <source>MRR</source>
        <translation>MRR</translation>
    </message>
    <message>
        <source>one over the place of the first that was wanted</source>
        <translation>第一个想要的项的名次的倒数</translation>
    </message>
    <message>
        <source>Recall@1</source>
        <translation>Recall@1</translation>
    </message>
    <message>
        <source>the share of those wanted that stand in the first place</source>
        <translation>想要的项中排在第一位的比例</translation>
    </message>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>how often what was wanted is likelier than what was not; half by chance</source>
        <translation>想要的比不想要的更可能的比例；随机为一半</translation>
    </message>
    <message>
        <source>Mean squared error</source>
        <translation>均方误差</translation>
    </message>
    <message>
        <source>how far off the numbers are, of answers that are numbers</source>
        <translation>回答为数字时与期望相差多少</translation>
    </message>
    <message>
        <source>Mean absolute error</source>
        <translation>平均绝对误差</translation>
    </message>
    <message>
        <source>how far off the numbers are on average</source>
        <translation>数值平均相差多少</translation>
    </message>
    <message>
        <source>R²</source>
        <translation>R²</translation>
    </message>
    <message>
        <source>the share of the spread of the numbers that is explained, up to 1; 0 for always saying their mean</source>
        <translation>数值的离散程度中得到解释的份额，最高为 1；总是给出平均值则为 0</translation>
    </message>
    <message>
        <source>Correlation</source>
        <translation>相关系数</translation>
    </message>
    <message>
        <source>whether the numbers rise and fall with those expected, up to 1</source>
        <translation>数字是否与期望值同升同降，最高为 1</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>answers that are a number at all</source>
        <translation>是数字的回答所占比例</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>what the next token costs, in nats</source>
        <translation>预测下一个词元的代价，以奈特计</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>答对</translation>
    </message>
    <message>
        <source>stories of the trained length; everybody moves, and is asked for</source>
        <translation>训练长度的故事；每个人都在移动，都会被问到</translation>
    </message>
    <message>
        <source>Right answers, known pairs</source>
        <translation>答对，见过的组合</translation>
    </message>
    <message>
        <source>the same with the pairs of person and place that training had</source>
        <translation>同上，但人物与地点的组合在训练中出现过</translation>
    </message>
    <message>
        <source>Stretches recalled</source>
        <translation>回忆出的片段</translation>
    </message>
    <message>
        <source>stretches of the text that were read once and are continued token for token</source>
        <translation>读过一遍、能逐词元续写的文本片段</translation>
    </message>
    <message>
        <source>Pairs recalled</source>
        <translation>回忆出的配对</translation>
    </message>
    <message>
        <source>keys whose value is told from those of all pairs that were written</source>
        <translation>能从写入的所有配对的值中认出自己的值的键</translation>
    </message>
    <message>
        <source>Recall, distance {distance}</source>
        <translation>回忆，距离 {distance}</translation>
    </message>
    <message>
        <source>so many segments after the fact, which was named once and not again</source>
        <translation>距离事实这么多个片段，事实只提过一次</translation>
    </message>
</context>
<context>
    <name>page</name>
    <message>
        <source>At a glance</source>
        <translation>一览</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Tint words by</source>
        <translation>按以下给词着色</translation>
    </message>
    <message>
        <source>what was written</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>意外程度</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>不着色</translation>
    </message>
    <message>
        <source>Dark / light</source>
        <translation>深色 / 浅色</translation>
    </message>
    <message>
        <source>Slots over the document; arrow keys move</source>
        <translation>文档中的各槽；用方向键移动</translation>
    </message>
    <message>
        <source>The text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The chosen slot</source>
        <translation>所选槽</translation>
    </message>
    <message>
        <source>This page draws its pictures with a script of its own; nothing is loaded from anywhere.</source>
        <translation>本页用自带的脚本绘图，不从任何地方加载内容。</translation>
    </message>
    <message>
        <source>memory: {memory}</source>
        <translation>记忆：{memory}</translation>
    </message>
    <message>
        <source>{number} slots</source>
        <translation>{number} 个槽</translation>
    </message>
    <message>
        <source>{tokens} tokens in {segments} segments</source>
        <translation>{segments} 段，共 {tokens} 个词元</translation>
    </message>
    <message>
        <source>training step {step}</source>
        <translation>训练第 {step} 步</translation>
    </message>
    <message>
        <source>segment {segment}</source>
        <translation>第 {segment} 段</translation>
    </message>
    <message>
        <source>segments {first} to {last}</source>
        <translation>第 {first} 到 {last} 段</translation>
    </message>
    <message>
        <source>slot {slot}, {where}</source>
        <translation>槽 {slot}，{where}</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>没有数值</translation>
    </message>
    <message>
        <source>{number} nats</source>
        <translation>{number} 奈特</translation>
    </message>
    <message>
        <source>The text goes on: {shown} of {all} tokens fit on this page.</source>
        <translation>文本未完：本页放得下 {all} 个词元中的 {shown} 个。</translation>
    </message>
    <message>
        <source>This model has no memory slots.</source>
        <translation>这个模型没有记忆槽。</translation>
    </message>
    <message>
        <source>Slot {slot}</source>
        <translation>槽 {slot}</translation>
    </message>
    <message>
        <source>After segment {segment}.</source>
        <translation>第 {segment} 段之后。</translation>
    </message>
    <message>
        <source>After segment {segment}, the nearest to segment {chosen} that this page keeps.</source>
        <translation>第 {segment} 段之后，这是本页保存的离第 {chosen} 段最近的一段。</translation>
    </message>
    <message>
        <source>Words that set it apart</source>
        <translation>使它与众不同的词</translation>
    </message>
    <message>
        <source>None were recorded.</source>
        <translation>没有记录。</translation>
    </message>
    <message>
        <source>Random vectors: {words}</source>
        <translation>随机向量：{words}</translation>
    </message>
    <message>
        <source>Written in that segment from</source>
        <translation>该段中写入它的内容来自</translation>
    </message>
    <message>
        <source>(beyond the text on this page)</source>
        <translation>（超出本页的文本）</translation>
    </message>
    <message>
        <source>Spread evenly, each word would have {share}.</source>
        <translation>若平均分配，每个词占 {share}。</translation>
    </message>
    <message>
        <source>Weights: {weights}.</source>
        <translation>权重：{weights}。</translation>
    </message>
    <message>
        <source>the mean over layers and heads of those of the forward pass</source>
        <translation>前向计算所用权重在各层各头上的平均</translation>
    </message>
    <message>
        <source>Kept in the trace: {kept}.</source>
        <translation>轨迹中保存：{kept}。</translation>
    </message>
    <message>
        <source>read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>write</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>between</source>
        <translation>槽之间</translation>
    </message>
    <message>
        <source>their mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>each layer</source>
        <translation>每一层</translation>
    </message>
    <message>
        <source>each head of each layer</source>
        <translation>每层的每个头</translation>
    </message>
    <message>
        <source>A row spread evenly: {shares}.</source>
        <translation>若一行平均分配：{shares}。</translation>
    </message>
    <message>
        <source>Seed of the random vectors: {seed}.</source>
        <translation>随机向量的种子：{seed}。</translation>
    </message>
    <message>
        <source>Words were kept, and are shown, of every {number}th state.</source>
        <translation>每 {number} 个状态保存并显示一次词。</translation>
    </message>
    <message>
        <source>Recorded {when}.</source>
        <translation>记录于 {when}。</translation>
    </message>
    <message>
        <source>{shown} of {all} slots are shown, those that changed most.</source>
        <translation>显示 {all} 个槽中变化最大的 {shown} 个。</translation>
    </message>
    <message>
        <source>A column of the map stands for up to {number} segments and shows the largest value (of similarity the smallest), in 256 steps.</source>
        <translation>图中一列最多代表 {number} 段，显示其中最大的值（相似度则为最小），分为 256 级。</translation>
    </message>
    <message>
        <source>Values of the map are rounded to 256 steps.</source>
        <translation>图中的值舍入到 256 级。</translation>
    </message>
    <message>
        <source>Attention is where the model looked, not proof of what it used.</source>
        <translation>注意力表示模型看向哪里，并不能证明它用了什么。</translation>
    </message>
</context>
<context>
    <name>progress</name>
    <message>
        <source>Measuring with the memory reset</source>
        <translation>正在重置记忆测量</translation>
    </message>
    <message>
        <source>Answering rows</source>
        <translation>正在回答数据行</translation>
    </message>
    <message>
        <source>Working out how far chance goes</source>
        <translation>正在计算偶然性有多大</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>Measuring speed</source>
        <translation>正在测量速度</translation>
    </message>
    <message>
        <source>Measuring long texts and working memory</source>
        <translation>正在测量长文本与工作内存</translation>
    </message>
    <message>
        <source>Reading text</source>
        <translation>正在读文本</translation>
    </message>
    <message>
        <source>Turning text into tokens</source>
        <translation>正在把文本变成词元</translation>
    </message>
    <message>
        <source>Asking about stories</source>
        <translation>正在提问故事</translation>
    </message>
    <message>
        <source>Converting from GGUF, once for this file</source>
        <translation>正在从 GGUF 转换，每个文件只需一次</translation>
    </message>
    <message>
        <source>Keeping the converted model</source>
        <translation>正在保存转换后的模型</translation>
    </message>
    <message>
        <source>Asking the Hub about the model</source>
        <translation>正在向 Hub 询问模型</translation>
    </message>
    <message>
        <source>Downloading the model</source>
        <translation>正在下载模型</translation>
    </message>
    <message>
        <source>Reading the tokenizer</source>
        <translation>正在读分词器</translation>
    </message>
    <message>
        <source>Moving the model to the device</source>
        <translation>正在把模型移到设备</translation>
    </message>
    <message>
        <source>Reading the weights</source>
        <translation>正在读权重</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读</translation>
    </message>
    <message>
        <source>Recording the trace</source>
        <translation>正在记录</translation>
    </message>
    <message>
        <source>Finding the words of the slots</source>
        <translation>正在查找各槽的词语</translation>
    </message>
    <message>
        <source>Noting the files</source>
        <translation>正在登记文件</translation>
    </message>
    <message>
        <source>Answering held-out rows</source>
        <translation>正在回答留出的数据行</translation>
    </message>
    <message>
        <source>Measuring on held-out text</source>
        <translation>正在留出的文本上测量</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Attaching the memory</source>
        <translation>正在加上记忆</translation>
    </message>
    <message>
        <source>Writing the model</source>
        <translation>正在写入模型</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>{kind}, {task}, seed {seed}, step {step}: {accuracy} right</source>
        <translation>{kind}，{task}，种子 {seed}，第 {step} 步：答对 {accuracy}</translation>
    </message>
    <message>
        <source>Making the vocabulary</source>
        <translation>正在生成词表</translation>
    </message>
    <message>
        <source>Counting characters</source>
        <translation>正在统计字符</translation>
    </message>
    <message>
        <source>Training the tokenizer</source>
        <translation>正在训练分词器</translation>
    </message>
    <message>
        <source>Making the model</source>
        <translation>正在创建模型</translation>
    </message>
    <message>
        <source>Killing runs</source>
        <translation>正在中断训练</translation>
    </message>
    <message>
        <source>Training in turns</source>
        <translation>正在轮流训练</translation>
    </message>
    <message>
        <source>Estimating the memory</source>
        <translation>正在估算内存</translation>
    </message>
    <message>
        <source>Testing explanations</source>
        <translation>正在检验解释</translation>
    </message>
    <message>
        <source>Reading without the recorder</source>
        <translation>正在不记录地阅读</translation>
    </message>
    <message>
        <source>Reading with and without the memory</source>
        <translation>正在带记忆和不带记忆地阅读</translation>
    </message>
    <message>
        <source>Asking with and without the memory</source>
        <translation>正在带记忆和不带记忆地提问</translation>
    </message>
    <message>
        <source>Checking the model&apos;s attention</source>
        <translation>正在核对模型的注意力</translation>
    </message>
    <message>
        <source>Reading, and watching the attention</source>
        <translation>正在阅读并记录注意力</translation>
    </message>
    <message>
        <source>Looking for where it came from</source>
        <translation>正在寻找它的来源</translation>
    </message>
    <message>
        <source>Mapping the effects of the slots</source>
        <translation>正在绘制槽的作用图</translation>
    </message>
    <message>
        <source>Writing the numbers</source>
        <translation>正在写出数值</translation>
    </message>
    <message>
        <source>Trying what slots hold</source>
        <translation>正在试验槽里存了什么</translation>
    </message>
    <message>
        <source>Reading the document</source>
        <translation>正在阅读文档</translation>
    </message>
    <message>
        <source>Reading without the words</source>
        <translation>正在去掉这些词后重新阅读</translation>
    </message>
    <message>
        <source>Taking slots away</source>
        <translation>正在逐个移除槽</translation>
    </message>
    <message>
        <source>Reading without memory</source>
        <translation>正在不用记忆重读</translation>
    </message>
    <message>
        <source>Trying layers</source>
        <translation>正在逐层尝试</translation>
    </message>
    <message>
        <source>Answering held-out questions</source>
        <translation>正在回答留出的问题</translation>
    </message>
    <message>
        <source>Reading on from what is asked for</source>
        <translation>从要问的片段往下读</translation>
    </message>
    <message>
        <source>Writing pairs and asking for them</source>
        <translation>写入配对并逐个提问</translation>
    </message>
    <message>
        <source>Making a program of the model</source>
        <translation>正在把模型做成程序</translation>
    </message>
    <message>
        <source>Writing the program</source>
        <translation>正在写出程序</translation>
    </message>
    <message>
        <source>Holding the program against the model</source>
        <translation>正在对照模型检查程序</translation>
    </message>
    <message>
        <source>Looking at the backbone</source>
        <translation>正在核对主干模型</translation>
    </message>
    <message>
        <source>Reading passages</source>
        <translation>正在读段落</translation>
    </message>
    <message>
        <source>Looking for the slots that hold it</source>
        <translation>正在寻找保存它的槽</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>正在排序</translation>
    </message>
    <message>
        <source>Ranking without the memory</source>
        <translation>正在不用记忆排序</translation>
    </message>
    <message>
        <source>Blanking out what was touched, one by one</source>
        <translation>正在逐一抹去接触过的内容</translation>
    </message>
    <message>
        <source>Reading what was touched</source>
        <translation>正在读入接触过的内容</translation>
    </message>
    <message>
        <source>Looking for the words that wrote it</source>
        <translation>正在寻找写入它的词</translation>
    </message>
    <message>
        <source>Training and reading in turns</source>
        <translation>轮流训练与读取</translation>
    </message>
    <message>
        <source>Reading far from the facts</source>
        <translation>在离事实很远处读取</translation>
    </message>
    <message>
        <source>Starting the window</source>
        <translation>正在启动窗口</translation>
    </message>
    <message>
        <source>Playing the session</source>
        <translation>正在演练会话</translation>
    </message>
    <message>
        <source>Striking</source>
        <translation>正在注入故障</translation>
    </message>
    <message>
        <source>Keeping the trace</source>
        <translation>正在保留轨迹</translation>
    </message>
</context>
<context>
    <name>retention</name>
    <message>
        <source>What the memory of {model} retains of {text}</source>
        <translation>{model} 的记忆从 {text} 中记住了什么</translation>
    </message>
    <message>
        <source>Memory {memory}, segments of {length} tokens; {tokens} tokens of text; {needles} stretches asked for; seed {seed}. Measured {when} on {device} with MemStudio {version}.</source>
        <translation>记忆 {memory}，每段 {length} 个词元；文本 {tokens} 个词元；提问 {needles} 个片段；随机种子 {seed}。{when} 在 {device} 上用 MemStudio {version} 测得。</translation>
    </message>
    <message>
        <source>What was asked of which memory</source>
        <translation>向哪个记忆问了什么</translation>
    </message>
    <message>
        <source>Some of the probes</source>
        <translation>部分探针</translation>
    </message>
    <message>
        <source>The same figures again</source>
        <translation>再次得到同样的数字</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Writes since</source>
        <translation>此后写入</translation>
    </message>
    <message>
        <source>Over reset</source>
        <translation>比重置</translation>
    </message>
    <message>
        <source>Over never read</source>
        <translation>比从未读过</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>共</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>guessing</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Was read</source>
        <translation>读过的</translation>
    </message>
    <message>
        <source>Recall against distance</source>
        <translation>回忆率与距离</translation>
    </message>
    <message>
        <source>Recall against the number of writes</source>
        <translation>回忆率与写入次数</translation>
    </message>
    <message>
        <source>A stretch of the text is read once where it stands, the text is read on, and then the beginning of the stretch is shown: {cue} tokens, of which the next {answer} are to be said. At distance 1 it was in the segment just read.</source>
        <translation>文本中的一个片段在原处读过一遍，接着往下读，然后给出片段的开头 {cue} 个词元，要说出接下来的 {answer} 个。距离 1 表示它就在刚读过的那一段里。</translation>
    </message>
    <message>
        <source>{pairs} pairs are written one after another: a key of {key} tokens and a value of {value}, both stretches of the text, dealt to each other by chance. Then each key is shown, and its value is to be told from those of all pairs.</source>
        <translation>依次写入 {pairs} 个配对：键有 {key} 个词元，值有 {value} 个，都是文本中的片段，随机搭配。然后给出每个键，要从所有配对的值中认出它的值。</translation>
    </message>
    <message>
        <source>distance: segments read since, its own with them</source>
        <translation>距离：此后读过的段数（含它自己所在的段）</translation>
    </message>
    <message>
        <source>writes: other pairs written since</source>
        <translation>写入：此后写入的其他配对</translation>
    </message>
    <message>
        <source>Read once</source>
        <translation>读过一遍</translation>
    </message>
    <message>
        <source>Memory reset</source>
        <translation>记忆已重置</translation>
    </message>
    <message>
        <source>Never read</source>
        <translation>从未读过</translation>
    </message>
    <message>
        <source>the memory as reading leaves it</source>
        <translation>阅读之后的记忆</translation>
    </message>
    <message>
        <source>the memory as it is before anything was read: what the weights know without it</source>
        <translation>读任何内容之前的记忆：没有记忆时权重所知道的</translation>
    </message>
    <message>
        <source>the memory of the same text read without the segment that the stretch stands in</source>
        <translation>读同样的文本、但跳过片段所在的段之后的记忆</translation>
    </message>
    <message>
        <source>the memory as writing all pairs leaves it</source>
        <translation>写完所有配对之后的记忆</translation>
    </message>
    <message>
        <source>the memory as it is before anything was read: guessing</source>
        <translation>读任何内容之前的记忆：只能猜</translation>
    </message>
    <message>
        <source>the same memory, asked by another key that it never read</source>
        <translation>同一记忆，用它从未读过的另一个键来问</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>回忆率</translation>
    </message>
    <message>
        <source>Tokens right</source>
        <translation>正确词元</translation>
    </message>
    <message>
        <source>Log-probability</source>
        <translation>对数概率</translation>
    </message>
    <message>
        <source>stretches continued token for token, the likeliest each time</source>
        <translation>每次取最可能的词元，逐词元续写正确的片段</translation>
    </message>
    <message>
        <source>tokens said right, each given those before it</source>
        <translation>在给定前文的条件下说对的词元</translation>
    </message>
    <message>
        <source>log-probability of the continuation, nats a token</source>
        <translation>续写部分的对数概率，奈特/词元</translation>
    </message>
    <message>
        <source>keys whose own value is begun: its first token is likelier than that of any other value</source>
        <translation>开始说出自己的值的键：它的第一个词元比其他任何值的都更可能</translation>
    </message>
    <message>
        <source>tokens said right out of all words, each given those before it</source>
        <translation>在全部词表中、给定前文的条件下说对的词元</translation>
    </message>
    <message>
        <source>log-probability of the value, nats a token</source>
        <translation>值的对数概率，奈特/词元</translation>
    </message>
    <message>
        <source>recalled, %</source>
        <translation>回忆率，%</translation>
    </message>
    <message>
        <source>tokens right, %</source>
        <translation>正确词元，%</translation>
    </message>
    <message>
        <source>nats a token</source>
        <translation>奈特/词元</translation>
    </message>
    <message>
        <source>95% intervals: of recall Wilson&apos;s by the number asked, else by the bootstrap over {parts} stretches or lists, the same draws for both sides of a difference.</source>
        <translation>95% 区间：回忆率按提问数用 Wilson 法，其余对 {parts} 个片段或列表用自助法，差值两侧用同样的抽样。</translation>
    </message>
    <message>
        <source>Guessing is right once in {pairs}: {chance}.</source>
        <translation>靠猜每 {pairs} 次对一次：{chance}。</translation>
    </message>
    <message>
        <source>Stretches read once are retained: {read} are continued word for word over all distances, {reset} with the memory reset, {foil} when they were never read.</source>
        <translation>读过一遍的片段被记住了：各距离合计 {read} 能逐字续写，记忆重置时 {reset}，从未读过时 {foil}。</translation>
    </message>
    <message>
        <source>Pairs read once are retained: for {read} of the keys their value is found again, {reset} with the memory reset, {foil} for keys never read; guessing gives {chance}.</source>
        <translation>读过一遍的配对被记住了：{read} 的键找回了它的值，记忆重置时 {reset}，从未读过的键 {foil}；靠猜是 {chance}。</translation>
    </message>
    <message>
        <source>Stretches read once leave a trace, but that they are continued word for word is not shown ({read}, {reset} with the memory reset): their words become likelier by {gain} nats a token than when they were never read.</source>
        <translation>读过一遍的片段留下了痕迹，但没有显示出能逐字续写（{read}，记忆重置时 {reset}）：与从未读过相比，其词元的对数概率每个高 {gain} 奈特。</translation>
    </message>
    <message>
        <source>Pairs read once leave a trace, but that a value is found again by its key is not shown ({read}; guessing gives {chance}): it becomes likelier by {gain} nats a token than for keys never read.</source>
        <translation>读过一遍的配对留下了痕迹，但没有显示出能凭键找回值（{read}；靠猜是 {chance}）：与从未读过的键相比，值的对数概率每个词元高 {gain} 奈特。</translation>
    </message>
    <message>
        <source>It is not shown that stretches read once are retained: {read} are continued word for word, {reset} with the memory reset, {foil} when they were never read.</source>
        <translation>没有显示出读过一遍的片段被记住：{read} 能逐字续写，记忆重置时 {reset}，从未读过时 {foil}。</translation>
    </message>
    <message>
        <source>It is not shown that pairs read once are retained: for {read} of the keys their value is found again; guessing gives {chance}.</source>
        <translation>没有显示出读过一遍的配对被记住：{read} 的键找回了它的值；靠猜是 {chance}。</translation>
    </message>
    <message>
        <source>Better with the memory ({read}) than with it reset ({reset}), but no better than when the stretches were never read ({foil}): it comes of other things in the memory.</source>
        <translation>有记忆时（{read}）好于记忆重置（{reset}），但不好于从未读过（{foil}）：来自记忆中的其他内容。</translation>
    </message>
    <message>
        <source>Better with the memory ({read}) than with it reset ({reset}), but no better than for keys never read ({foil}): values are known, not what they belong to.</source>
        <translation>有记忆时（{read}）好于记忆重置（{reset}），但不好于从未读过的键（{foil}）：知道有哪些值，不知道属于谁。</translation>
    </message>
    <message>
        <source>Shown still at distance {place}, of {last} at most.</source>
        <translation>在距离 {place} 时仍有显示，最远测到 {last}。</translation>
    </message>
    <message>
        <source>Shown still with {place} other pairs written since, of {last} at most.</source>
        <translation>此后又写入 {place} 个其他配对时仍有显示，最多测到 {last} 个。</translation>
    </message>
</context>
<context>
    <name>self.links</name>
    <message>
        <source>not tested</source>
        <translation>未检验</translation>
    </message>
</context>
<context>
    <name>tasks</name>
    <message>
        <source>Code completion</source>
        <translation>代码补全</translation>
    </message>
    <message>
        <source>A script is read up to its last call, which is then written to its end.</source>
        <translation>把脚本读到最后一个调用处，再把这个调用写完。</translation>
    </message>
    <message>
        <source>Complete code by what a file set far above.</source>
        <translation>按文件上方很远处的设置补全代码。</translation>
    </message>
    <message>
        <source>The values that the call passes are set in the first lines, before functions that do not use them.</source>
        <translation>调用所传的值在最初几行设定，其后的函数并不使用它们。</translation>
    </message>
    <message>
        <source>Made by a generator: short Python scripts with up to four settings. Values of the test were never set together in training.</source>
        <translation>由生成器制作：最多四项设置的简短 Python 脚本。测试中的值在训练中从未一起设置过。</translation>
    </message>
    <message>
        <source>Dialogue</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Somebody tells about themselves, and is answered by it much later in the chat.</source>
        <translation>有人谈到自己，很久之后的回答要用到这些。</translation>
    </message>
    <message>
        <source>Chat with a model that remembers whom it talks to.</source>
        <translation>与记得交谈对象的模型聊天。</translation>
    </message>
    <message>
        <source>What is asked was told many turns earlier, before small talk.</source>
        <translation>所问的内容在许多轮之前、闲聊之前说过。</translation>
    </message>
    <message>
        <source>Made by a generator: chats in which three things are told and asked, with small talk between. What is told in the test never was told together in training.</source>
        <translation>由生成器制作：对话中说出并询问三件事，其间夹着闲聊。测试中所说的内容在训练中从未一起说过。</translation>
    </message>
    <message>
        <source>Long text</source>
        <translation>长文本</translation>
    </message>
    <message>
        <source>A book is learnt, and a text in its manner is gone on with to any length.</source>
        <translation>学习一本书，再以它的笔调把文章续写到任意长度。</translation>
    </message>
    <message>
        <source>Go on with a text, each part written with what stands in the memory of those before.</source>
        <translation>续写文章，每一部分都依据记忆中前文的内容来写。</translation>
    </message>
    <message>
        <source>Prose can mostly be gone on with from the last few lines, so that a memory gains little here, and at times nothing.</source>
        <translation>散文大多只凭最后几行就能续写，所以记忆在这里帮助很小，有时毫无帮助。</translation>
    </message>
    <message>
        <source>Pride and Prejudice by Jane Austen, 1813. The end of the book is held out.</source>
        <translation>简·奥斯汀《傲慢与偏见》，1813 年。书的结尾留出不参与训练。</translation>
    </message>
    <message>
        <source>Question answering</source>
        <translation>问答</translation>
    </message>
    <message>
        <source>A document is read to its end, and then questions about it are answered.</source>
        <translation>先把一份文档读到末尾，再回答有关它的问题。</translation>
    </message>
    <message>
        <source>Read a report, a contract or a story into the memory, and ask about it.</source>
        <translation>把报告、合同或故事读进记忆，然后就它提问。</translation>
    </message>
    <message>
        <source>The facts stand at the head of a report, and the question at its end, segments later.</source>
        <translation>事实在报告开头，问题在末尾，中间隔着好几个片段。</translation>
    </message>
    <message>
        <source>Made by a generator: reports of voyages, three facts at most and then what tells nothing. What a report of the test tells never stood together in training.</source>
        <translation>由生成器制作：航行报告，先是最多三个事实，然后是没有内容的句子。测试报告所讲的内容在训练中从未一起出现过。</translation>
    </message>
    <message>
        <source>Recommendation</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Titles that a reader took home are read, and a few others are ranked by what the reader will choose.</source>
        <translation>读入读者借回家的书名，再按读者会选哪一本给另外几本排序。</translation>
    </message>
    <message>
        <source>Rank what to offer to somebody by what they touched before.</source>
        <translation>按一个人以前接触过的内容，给要推荐的内容排序。</translation>
    </message>
    <message>
        <source>What a reader likes shows in the first titles; the last ones, and the candidates, are about other things.</source>
        <translation>读者喜欢什么见于最初几个书名；最后几个书名和候选讲的是别的事。</translation>
    </message>
    <message>
        <source>Made by a generator: readers with one favourite of eight subjects. The candidates of the test were never offered in training.</source>
        <translation>由生成器制作：每位读者偏爱八个题材中的一个。测试的候选在训练中从未提供过。</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>检索</translation>
    </message>
    <message>
        <source>The page that a session of queries is after is ranked before others.</source>
        <translation>把一次会话的查询所要找的页面排在其他页面之前。</translation>
    </message>
    <message>
        <source>Find documents again by what was asked for now and before.</source>
        <translation>按现在和之前的查询把文档找回来。</translation>
    </message>
    <message>
        <source>The last query leaves out what it is about; that was said in the first, before seven others.</source>
        <translation>最后一个查询没有说明所问的对象；它在第一个查询中说过，中间隔着七个别的查询。</translation>
    </message>
    <message>
        <source>Made by a generator: sessions of up to nine queries, and pages on twelve animals. The test wants pages that nobody wanted in training.</source>
        <translation>由生成器制作：最多九个查询的会话，以及关于十二种动物的页面。测试所要的页面在训练中没有人要过。</translation>
    </message>
    <message>
        <source>Topic and sentiment of news</source>
        <translation>新闻的主题与情感</translation>
    </message>
    <message>
        <source>Each news item is given a topic, and whether it is good or bad for the company at its head.</source>
        <translation>给每条新闻标出主题，以及它对开头提到的公司是好是坏。</translation>
    </message>
    <message>
        <source>Classify news as they arrive, and see where bad ones pile up.</source>
        <translation>新闻一到就分类，看坏消息集中在哪里。</translation>
    </message>
    <message>
        <source>Topic and company are named at the head of an item; what follows, up to the end where the label is said, is about others.</source>
        <translation>主题和公司在新闻开头说明；其后直到末尾给出标签之前，讲的都是别的公司。</translation>
    </message>
    <message>
        <source>Made by a generator: news of twelve companies on four topics. Items of the test give companies topics that they did not have in training.</source>
        <translation>由生成器制作：十二家公司在四个主题上的新闻。测试中公司与主题的搭配在训练中没有出现过。</translation>
    </message>
    <message>
        <source>Customer service</source>
        <translation>客户服务</translation>
    </message>
    <message>
        <source>Customers say which plan they have, and later ask what follows from it.</source>
        <translation>客户先说明自己的套餐，之后再问由此而来的问题。</translation>
    </message>
    <message>
        <source>Answer customers by the rules of their plan, without asking twice.</source>
        <translation>按客户套餐的规则作答，不必再问一遍。</translation>
    </message>
    <message>
        <source>The plan is said in one of the first messages; the question comes after others.</source>
        <translation>套餐在最初几条消息中说明；问题在其他消息之后才提出。</translation>
    </message>
    <message>
        <source>Made by a generator: chats about four plans. The test has plans with devices that they did not have in training.</source>
        <translation>由生成器制作：关于四种套餐的对话。测试中套餐与设备的搭配在训练中没有出现过。</translation>
    </message>
    <message>
        <source>Summaries</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Minutes of a meeting are read, and the decisions that fell in them are said in order.</source>
        <translation>读一份会议记录，再依次说出其中作出的决定。</translation>
    </message>
    <message>
        <source>Sum up documents that are longer than what the model sees at once.</source>
        <translation>概括比模型一次所见更长的文档。</translation>
    </message>
    <message>
        <source>Decisions fall all over the minutes, and the summary begins when most of them are out of sight.</source>
        <translation>决定散落在整份记录中，开始写摘要时，大多已经看不到了。</translation>
    </message>
    <message>
        <source>Made by a generator: minutes with up to four decisions between talk. Decisions of the test were never taken together in training.</source>
        <translation>由生成器制作：会议记录，最多四个决定夹在闲谈之间。测试中的决定在训练中从未一起作出过。</translation>
    </message>
    <message>
        <source>Translation, English and Chinese</source>
        <translation>翻译（英语与中文）</translation>
    </message>
    <message>
        <source>Documents are translated sentence by sentence, both ways, with the terms that their first lines fix.</source>
        <translation>逐句翻译文档（双向），采用文档开头几行规定的术语。</translation>
    </message>
    <message>
        <source>Translate a document so that a term is always called the same.</source>
        <translation>翻译文档，让同一术语的译法始终一致。</translation>
    </message>
    <message>
        <source>Which translation of a term a document takes is said only at its head, before segments that the model no longer sees.</source>
        <translation>术语采用哪种译法只在文档开头说明，而那里模型后来已经看不到。</translation>
    </message>
    <message>
        <source>Made by a generator: short minutes in both languages, each with the names of a project and a firm fixed at its head. No glossary of the test was one of the training.</source>
        <translation>由生成器制作：两种语言的简短会议记录，每份在开头规定一个项目和一家公司的名称译法。测试中的对照表在训练中没有出现过。</translation>
    </message>
    <message>
        <source>Ordering of events</source>
        <translation>事件排序</translation>
    </message>
    <message>
        <source>A long story is read, and of any two people it is said who did something first.</source>
        <translation>读完一个长故事后，说出任意两个人中谁先做了事。</translation>
    </message>
    <message>
        <source>Ask which of two events of a report came first, or put all of them in order (memstudio order).</source>
        <translation>询问一份报告里的两件事哪件在先，或把所有事件排好顺序（memstudio order）。</translation>
    </message>
    <message>
        <source>Events lie segments apart, and the question comes after all of them: none is in sight any more.</source>
        <translation>事件之间隔着若干片段，问题在所有事件之后才提出：那时已看不到任何一个事件。</translation>
    </message>
    <message>
        <source>Made by a generator: stories of two to five people. In training it is asked on the way; in the test at the end alone, of people who do what they never did in training.</source>
        <translation>由生成器生成：关于两到五个人的故事。训练时在故事中途提问；测试时只在结尾提问，而且人物做的是训练中从没做过的事。</translation>
    </message>
</context>
<context>
    <name>training</name>
    <message>
        <source>Quick look: {steps} steps</source>
        <translation>快速看看：{steps} 步</translation>
    </message>
    <message>
        <source>Normal: {steps} steps</source>
        <translation>常规：{steps} 步</translation>
    </message>
    <message>
        <source>Thorough: {steps} steps</source>
        <translation>充分：{steps} 步</translation>
    </message>
    <message>
        <source>Rotary positions, gated feed-forward parts, no biases: what most open models are today.</source>
        <translation>旋转位置编码、门控前馈层、无偏置：当今多数开放模型的形式。</translation>
    </message>
    <message>
        <source>As Llama, with norms on queries and keys, which keep large learning rates steady.</source>
        <translation>与 Llama 相同，并对查询和键做归一化，使较大的学习率保持稳定。</translation>
    </message>
    <message>
        <source>As Llama; the usual form of its sliding window is left out, since segments are short.</source>
        <translation>与 Llama 相同；由于段较短，省去了常见的滑动窗口。</translation>
    </message>
    <message>
        <source>As Llama, with norms behind each part in place of before it, and on queries and keys.</source>
        <translation>与 Llama 相同，但归一化放在各部分之后而非之前，并对查询和键做归一化。</translation>
    </message>
    <message>
        <source>Learnt positions, biases, two matrices in each feed-forward part: the form most papers compare with.</source>
        <translation>可学习的位置、带偏置、每个前馈层两个矩阵：多数论文用作对照的形式。</translation>
    </message>
    <message>
        <source>Rotary positions in a quarter of each head, attention and feed-forward side by side: the form of Pythia.</source>
        <translation>每个注意力头的四分之一使用旋转位置编码，注意力与前馈层并行：Pythia 的形式。</translation>
    </message>
    <message>
        <source>As GPT-2, with rectified units; an open copy of GPT-3&apos;s recipe.</source>
        <translation>与 GPT-2 相同，使用 ReLU 单元；GPT-3 配方的开放复现。</translation>
    </message>
    <message>
        <source>An encoder and a decoder with learnt positions, made to be trained by filling in what was hidden.</source>
        <translation>带可学习位置的编码器与解码器，适合通过填补被遮盖的内容来训练。</translation>
    </message>
    <message>
        <source>An encoder and a decoder with positions relative to each other, so that any length is read.</source>
        <translation>使用相对位置的编码器与解码器，可读取任意长度。</translation>
    </message>
</context>
</TS>
