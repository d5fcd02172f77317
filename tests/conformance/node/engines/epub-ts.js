import ePub from "@likecoin/epub-ts"
import { open } from "./epubjs-like.js"

window.open_book = address => open(ePub, address)
