// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Storage
import Web

extension CaseworkRoutes {
  /// The files and the evidence of a case.
  var files: [Route] {
    let pages = FilePages(casework: casework)
    let acts = FileActPages(casework: casework)
    let api = FilesAPI(casework: casework)
    let room: @Sendable ([String: String]) async throws -> Int = { [casework] in try await casework.room($0) }
    let changes: [EventKind] = [
      "casework.fileDescribed", "casework.objectHandedOver", "casework.objectReturned", "casework.returnAgreed", "casework.fileMoved",
    ]
    return [
      .page(.get, "/cases/:case/files", needs: "casework.read", pages.list),
      .page(.get, "/cases/:case/files/new", needs: "casework.file", pages.new),
      .page(
        .post, "/cases/:case/files/new", needs: "casework.file", records: ["casework.fileAdded"], files: Casework.fileLimit, pages.add
      ).within(room),
      .page(.get, "/cases/:case/files/:file", needs: "casework.read", pages.show),
      .page(.get, "/cases/:case/files/:file/content", needs: "casework.read", records: ["casework.fileRead"], pages.download),
      .page(.get, "/cases/:case/files/:file/acts/:act", needs: "casework.file", acts.show),
      .page(
        .post, "/cases/:case/files/:file/acts/:act", needs: "casework.file",
        records: changes, acts.act),
      .api(.get, "/api/cases/:case/files", needs: "casework.read", FilesAPI.listOperation, api.list),
      .api(
        .post, "/api/cases/:case/files", needs: "casework.file", records: ["casework.fileAdded"], files: Casework.fileLimit,
        FilesAPI.addOperation, api.add
      ).within(room),
      .api(.get, "/api/cases/:case/files/:file", needs: "casework.read", FilesAPI.showOperation, api.show),
      .api(
        .post, "/api/cases/:case/files/:file/acts", needs: "casework.file",
        records: changes,
        FilesAPI.actOperation, api.act),
      .api(
        .get, "/api/cases/:case/files/:file/content", needs: "casework.read", records: ["casework.fileRead"], FilesAPI.readOperation,
        api.read),
    ]
  }
}
