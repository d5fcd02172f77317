// epub.js and its descendant have one interface.
import { holds, listed, look, screen } from "./look.js"

export const open = async (ePub, address) => {
    const book = ePub(address)
    await book.ready
    const navigation = await book.loaded.navigation
    const rendition = book.renderTo(screen(), { width: 390, height: 800, flow: "scrolled-doc" })
    const shown = () => rendition.getContents()[0].document
    return {
        toc: listed(navigation.toc, "label", "subitems"),
        pages: (book.pageList?.pageList ?? []).map(entry => [String(entry.page), entry.href]),
        sections: book.spine.spineItems.map(section => section.href),
        show: async href => {
            await rendition.display(href)
            return look(shown())
        },
        go: async href => {
            await rendition.display(href)
            return holds(shown(), href)
        },
    }
}
