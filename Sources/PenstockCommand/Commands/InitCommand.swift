import ArgumentParser
import Foundation
import Penstock

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a workspace to fill: a commented penstock.yaml and empty CSVs with headers.")

    @Argument(help: "The folder to make.")
    var folder: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        let written = try Exit.onUnusableInput { try WorkspaceTemplate().write(to: folder) }
        if common.json {
            try Terminal.json(written)
        } else if !common.quiet {
            for file in written { print("wrote \(file)") }
            print("next: fill data/*.csv (optional files may stay empty), then: penstock check \(folder)")
        }
    }
}
