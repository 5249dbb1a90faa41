// SPDX-License-Identifier: Apache-2.0
import Foundation

extension TUFClient {
  /// Looks a target up: the role itself first, then those to which it leaves the path, in their order, each with its own delegations first.
  /// - Returns: the target; `nil` when no role that may speak of the path names it.
  /// - Throws: ``TUFFault`` when a role that must be asked cannot be believed; nobody after it is asked then.
  /// - Source: TUF 1.0, 5.6.7
  public func find(_ path: String, in trusted: TUFTrusted) async throws -> TUFTarget? {
    var loaded: [Visit: TUFTargets] = [:]
    return try await find(path, in: trusted, loaded: &loaded)
  }

  private func find(_ path: String, in trusted: TUFTrusted, loaded: inout [Visit: TUFTargets]) async throws -> TUFTarget? {
    guard TUFPath.isTarget(path) else { throw TUFFault.unsafePath(path) }
    var waiting = [Visit(role: TUFTargets.type, authority: trusted.root[.targets])]
    var visited: Set<String> = []
    while let visit = waiting.popLast() {
      // Roles may delegate in a circle.
      guard !visited.contains(visit.role) else { continue }
      guard visited.count < limits.roles else { throw TUFFault.tooManyRoles(limit: limits.roles) }
      visited.insert(visit.role)
      let targets = try await self.targets(of: visit, in: trusted, loaded: &loaded)
      // A path is its bytes: texts that Unicode takes for the same, such as the sign for kelvin and a K, name two targets.
      if let place = targets.targets.index(forKey: path), targets.targets[place].key.utf8.elementsEqual(path.utf8) {
        let info = targets.targets[place].value
        return try TUFTarget(path: path, role: visit.role, info: info, isConsistent: trusted.root.consistentSnapshot)
      }
      var children: [Visit] = []
      for delegation in targets.delegations where delegation.covers(path) {
        children.append(Visit(role: delegation.name, authority: delegation.authority))
        if delegation.isTerminating {
          waiting = []
          break
        }
      }
      waiting += children.reversed()
    }
    return nil
  }

  /// All targets for which a role vouches to which the top targets have left their paths.
  /// - Throws: ``TUFFault`` when there is no such role or it cannot be believed.
  public func targets(of role: String, in trusted: TUFTrusted) async throws -> [TUFTarget] {
    guard let delegation = trusted.targets.delegation(to: role) else { throw TUFFault.unknownRole(role) }
    // Every path is looked up through the same roles: each is read and verified once.
    var loaded: [Visit: TUFTargets] = [:]
    let targets = try await self.targets(of: Visit(role: role, authority: delegation.authority), in: trusted, loaded: &loaded)
    var found: [TUFTarget] = []
    for path in targets.targets.keys.sorted() where TUFPath.isTarget(path) && delegation.covers(path) {
      // An earlier role may speak of the same path, or the top targets themselves: then it is theirs.
      if let target = try await find(path, in: trusted, loaded: &loaded), target.role == role { found.append(target) }
    }
    return found
  }

  /// A role and by whose keys it is asked: two who delegate to one name may mean different keys.
  private struct Visit: Hashable {
    let role: String
    let authority: TUFAuthority
  }

  private func targets(of visit: Visit, in trusted: TUFTrusted, loaded: inout [Visit: TUFTargets]) async throws -> TUFTargets {
    if visit.role == TUFTargets.type { return trusted.targets }
    if let known = loaded[visit] { return known }
    let role = try await load(
      .role(visit.role), role: visit.role, authority: visit.authority, snapshot: trusted.snapshot,
      isConsistent: trusted.root.consistentSnapshot)
    try TUFChecks.fresh(visit.role, role.body, at: trusted.moment)
    if role.isNew { try await store.commit([.write(.role(visit.role), role.file)]) }
    loaded[visit] = role.body
    return role.body
  }
}
