import { virtual } from "@guidepup/virtual-screen-reader"

/** What a screen reader says of a page, in order. */
window.spoken = async () => {
    await virtual.start({ container: document.body })
    do await virtual.next()
    while (await virtual.lastSpokenPhrase() !== "end of document")
    const said = await virtual.spokenPhraseLog()
    await virtual.stop()
    return said
}
