<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CollectionBar</name>
    <message numerus="yes">
        <source>%n document(s)</source>
        <translation>
            <numerusform>%n document</numerusform>
            <numerusform>%n documents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeviceBox</name>
    <message numerus="yes">
        <source>CPU, %n core(s)</source>
        <translation>
            <numerusform>CPU, %n core</numerusform>
            <numerusform>CPU, %n cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DialogueControls</name>
    <message numerus="yes">
        <source>%n turn(s) of %1 were read into the memory.</source>
        <translation>
            <numerusform>%n turn of %1 was read into the memory.</numerusform>
            <numerusform>%n turns of %1 were read into the memory.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DifferencesView</name>
    <message numerus="yes">
        <source>%n run(s) left out: {reason}</source>
        <translation>
            <numerusform>%n run left out: {reason}</numerusform>
            <numerusform>%n runs left out: {reason}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) differ</source>
        <translation>
            <numerusform>%n setting differs</numerusform>
            <numerusform>%n settings differ</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DropTarget</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n folder(s)</source>
        <translation>
            <numerusform>%n folder</numerusform>
            <numerusform>%n folders</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EditStrip</name>
    <message numerus="yes">
        <source>%n turn(s) after it will be dropped.</source>
        <translation>
            <numerusform>%n turn after it will be dropped.</numerusform>
            <numerusform>%n turns after it will be dropped.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EvaluateHeader</name>
    <message numerus="yes">
        <source>%n trial(s)</source>
        <translation>
            <numerusform>%n trial</numerusform>
            <numerusform>%n trials</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoryStatesDialog</name>
    <message numerus="yes">
        <source>%n text(s) before these</source>
        <translation>
            <numerusform>%n text before these</numerusform>
            <numerusform>%n texts before these</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProgressStrip</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueCard</name>
    <message numerus="yes">
        <source>%n queued run(s)</source>
        <translation>
            <numerusform>%n queued run</numerusform>
            <numerusform>%n queued runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReadingFailures</name>
    <message numerus="yes">
        <source>%n run(s) could not be read: {names}. The first: {reason}</source>
        <translation>
            <numerusform>%n run could not be read: {names}. {reason}</numerusform>
            <numerusform>%n runs could not be read: {names}. The first: {reason}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecommendPane</name>
    <message numerus="yes">
        <source>%n candidate(s), not ranked yet.</source>
        <translation>
            <numerusform>%n candidate, not ranked yet.</numerusform>
            <numerusform>%n candidates, not ranked yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n candidate(s) left out, as touched before.</source>
        <translation>
            <numerusform>%n candidate left out, as touched before.</numerusform>
            <numerusform>%n candidates left out, as touched before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Regrets</name>
    <message numerus="yes">
        <source>%n setting(s) of the Train page changed.</source>
        <translation>
            <numerusform>%n setting of the Train page changed.</numerusform>
            <numerusform>%n settings of the Train page changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n memory state(s) deleted.</source>
        <translation>
            <numerusform>%n memory state deleted.</numerusform>
            <numerusform>%n memory states deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n candidate(s) removed.</source>
        <translation>
            <numerusform>%n candidate removed.</numerusform>
            <numerusform>%n candidates removed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) taken from the list of what was open lately.</source>
        <translation>
            <numerusform>%n item taken from the list of what was open lately.</numerusform>
            <numerusform>%n items taken from the list of what was open lately.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RememberedDialog</name>
    <message numerus="yes">
        <source>%n turn(s) of this session are no longer in the memory.</source>
        <translation>
            <numerusform>%n turn of this session is no longer in the memory.</numerusform>
            <numerusform>%n turns of this session are no longer in the memory.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunRegrets</name>
    <message numerus="yes">
        <source>%n run(s) moved to the trash. Bring back from there: %1</source>
        <translation>
            <numerusform>%n run moved to the trash. Bring it back from there: %1</numerusform>
            <numerusform>%n runs moved to the trash. Bring them back from there: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunsHeader</name>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln run</numerusform>
            <numerusform>%Ln runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SessionBar</name>
    <message numerus="yes">
        <source>%n turn(s)</source>
        <translation>
            <numerusform>%n turn</numerusform>
            <numerusform>%n turns</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UserBar</name>
    <message numerus="yes">
        <source>%n item(s) touched</source>
        <translation>
            <numerusform>%n item touched</numerusform>
            <numerusform>%n items touched</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhyCard</name>
    <message numerus="yes">
        <source>The earliest %n item(s) were read, but not put to the test.</source>
        <translation>
            <numerusform>The earliest %n item was read, but not put to the test.</numerusform>
            <numerusform>The earliest %n items were read, but not put to the test.</numerusform>
        </translation>
    </message>
</context>
</TS>
